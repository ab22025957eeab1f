# Texts and what they are: do guests like the place? Run in this folder by `npm run example -- reviews`.
URL=${EPOCHD_URL:-http://localhost:3000}

# Upload them: the answer tells what was understood.
curl -sS "$URL/v1/datasets" -H 'prefer: wait=300' -F name=reviews -F file=@data/reviews.csv -w '\n'

# Train, and wait for the end.
curl -sS "$URL/v1/jobs" -H 'prefer: wait=300' -H 'content-type: application/json' -w '\n' -d '{
  "model": "reviews", "dataset": "reviews", "network": "auto", "training": {"epochs": 20, "seed": 7}}'

# Ask about another.
curl -sS "$URL/v1/models/reviews:predict" -H 'content-type: text/plain' -w '\n' \
  -d 'The bread was stale and the waiter was rude. Never again!'
