# A table with a column to classify: which customers leave? Run in this folder by `npm run example -- customers`.
URL=${EPOCHD_URL:-http://localhost:3000}

# Upload it: the answer tells what was understood.
curl -sS "$URL/v1/datasets" -H 'prefer: wait=300' -F name=customers -F file=@data/customers.csv -w '\n'

# Train, and wait for the end.
curl -sS "$URL/v1/jobs" -H 'prefer: wait=300' -H 'content-type: application/json' -w '\n' -d '{
  "model": "customers", "dataset": "customers", "network": "auto", "training": {"epochs": 40, "seed": 7}}'

# Ask about others: the first one calls the support often, the second never.
curl -sS "$URL/v1/models/customers:predict" -H 'content-type: text/csv' -w '\n' --data-binary @- <<'CSV'
age,plan,city,minutes,since,support_calls
30,basic,Bari,100,2024-05-01,7
51,family,Lyon,700,2019-03-01,0
CSV
