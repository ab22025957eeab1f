# A table with a number to learn: what does a house cost? Run in this folder by `npm run example -- houses`.
URL=${EPOCHD_URL:-http://localhost:3000}

# Upload it: the answer tells what was understood.
curl -sS "$URL/v1/datasets" -H 'prefer: wait=300' -F name=houses -F file=@data/houses.csv -w '\n'

# Train, and wait for the end.
curl -sS "$URL/v1/jobs" -H 'prefer: wait=300' -H 'content-type: application/json' -w '\n' -d '{
  "model": "houses", "dataset": "houses", "network": "auto", "target": "price", "training": {"epochs": 60, "seed": 7}}'

# Ask about others, as a row of CSV and as an object; by the rule that the table was made with, they cost 588000 and 226000.
curl -sS "$URL/v1/models/houses:predict" -H 'content-type: text/csv' -w '\n' --data-binary @- <<'CSV'
area,rooms,district,built,garden
120,4,harbour,1960,true
CSV
curl -sS "$URL/v1/models/houses:predict" -w '\n' -d '{"instances": [
  {"area": 60, "rooms": 2, "district": "north", "built": 2000, "garden": false}]}'
