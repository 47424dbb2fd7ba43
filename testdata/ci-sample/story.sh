#!/bin/sh
# What happens to a project that checks its recordings: record, check, accept an old fault,
# be stopped by a new one, mend it. It leaves its files in the directory that its argument
# names, or in none.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=${1:-$(mktemp -d)}
[ $# -gt 0 ] || trap 'rm -rf "$work"' EXIT
mkdir -p "$work"
cp "$here/.banlint.yaml" "$work"
for program in cmd/banlint testdata/double testdata/ci-sample/bot; do
	(cd "$root" && go build -o "$work/$(basename "$program")" "./$program")
done
cd "$work"

# record FLAGS: the bot's traffic, from its first call on.
record() {
	rm -f run.ndjson
	BANLINT_DUMP=run.ndjson ./double -ready-after 2 -unknown-key 00000000000000000000000000000000 ./bot "$@" || true
}

# expect STATUS ARGS: banlint must end with that status.
expect() {
	want=$1
	shift
	got=0
	./banlint check "$@" run.ndjson >report.txt || got=$?
	[ "$got" = "$want" ] && return
	cat report.txt
	echo "FAILED: banlint check $* ended with $got, want $want" >&2
	exit 1
}

echo '== the bot is in a hurry: the check fails, and says so in every form'
record -hurry
expect 1 -o sarif=banlint.sarif -o junit=banlint.xml -o markdown=banlint.md -o gitlab=banlint.json -o html=banlint.html
grep -q poll-interval-short report.txt
grep -q '"ruleId": "poll-interval-short"' banlint.sarif
grep -q '<testsuite' banlint.xml
grep -q poll-interval-short banlint.md
grep -q poll-interval-short banlint.json
grep -q poll-interval-short banlint.html

echo '== the team accepts the old fault: the check passes'
expect 0 --write-baseline .banlint-baseline.json
record -hurry
expect 0 --baseline .banlint-baseline.json

echo '== a new fault comes in: the check fails for it alone'
record -hurry -key 00000000000000000000000000000000 -retry 12
expect 1 --baseline .banlint-baseline.json
grep -q 'error key-invalid-repeated' report.txt

echo '== it is mended: the check passes'
record -hurry
expect 0 --baseline .banlint-baseline.json

echo '== the old fault is mended as well: no baseline is needed any more'
record
expect 0 --baseline .banlint-baseline.json
grep -q 'did not come again' report.txt
expect 0
echo 'That is the whole story.'
