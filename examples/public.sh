# A public table that you download: the UCI's red wines, 1599 of them, graded from 3 to 8 by their chemistry.
#   npm run example -- public [PATH_OR_URL [TARGET]]
# Without arguments it is downloaded from the UCI's archive; any table with a header and a numeric target works as well.
# Its test has no network: it gives the path of a table written as the UCI writes it.
FILE=${1:-https://archive.ics.uci.edu/ml/machine-learning-databases/wine-quality/winequality-red.csv}
TARGET=${2:-quality}
URL=${EPOCHD_URL:-http://localhost:3000}
TABLE=$(mktemp -d)/table.csv
trap 'rm -r "$(dirname "$TABLE")"' EXIT
if [ -f "$FILE" ]; then cp "$FILE" "$TABLE"; else curl -sSfL -o "$TABLE" "$FILE"; fi
NAME=public-$(cksum < "$TABLE" | cut -d ' ' -f 1)

curl -sS "$URL/v1/datasets" -H 'prefer: wait=300' -F "name=$NAME" -F "file=@$TABLE" -w '\n'

curl -sS "$URL/v1/jobs" -H 'prefer: wait=300' -H 'content-type: application/json' -w '\n' -d '{
  "model": "'"$NAME"'", "dataset": "'"$NAME"'", "network": "auto", "target": "'"$TARGET"'", "task": "regression",
  "training": {"epochs": 20, "seed": 7}}'

# The first five rows as they are: the target's column may stay, it is passed over.
head -n 6 "$TABLE"
head -n 6 "$TABLE" | curl -sS "$URL/v1/models/$NAME:predict" -H 'content-type: text/csv' -w '\n' --data-binary @-
