#!/bin/sh
# Makes the recordings anew, all of them or the cases named as arguments.
# Needs Go, Node 20 and npm; takes about six minutes. The client libraries are
# installed in $WORK, by default a new temporary directory.
set -eu
cd "$(dirname "$0")"
recordings=$(cd ../recordings && pwd)
work=${WORK:-$(mktemp -d)}
# A proxy of the environment would come between the clients and the double.
export NO_PROXY='*' no_proxy='*'

unknown_key=fedcba9876543210fedcba9876543210
empty_key=00112233445566778899aabbccddeeff

go build -o "$work/double" .
cp clients/* "$work"
cd "$work"
npm install --no-audit --no-fund --no-package-lock --ignore-scripts

# double SCRIPT FLAG...: runs a client, with the ids as its arguments, against the double.
double() {
	script=$1
	shift
	"$work/double" -latency 60ms "$@" -- node --import ./redirect.mjs "$script" ${ids-}
}

record() {
	name=$1
	shift
	mkdir -p "$recordings/$name"
	double "$name.mjs" -dump "$recordings/$name/run.ndjson" -har "$recordings/$name/run.har" "$@"
}

# The double forgets these tasks when it ends, as after a restart.
left_tasks() {
	double leave-tasks.mjs
}

make_case() {
	case $1 in
	healthy) record healthy ;;
	image-poll) record image-poll -ready-after 5 ;;
	healthy-anticaptcha) record healthy-anticaptcha -as https://api.anti-captcha.com ;;
	healthy-2captcha) record healthy-2captcha -as https://2captcha.com ;;
	puppeteer-poll) record puppeteer-poll -as https://2captcha.com -ready-after 6 ;;
	never-ready) record never-ready -never-ready -poll-limit 120 ;;
	wrong-key) record wrong-key -unknown-key $unknown_key -fault-limit 40 ;;
	zero-balance) record zero-balance -zero-balance $empty_key -fault-limit 40 ;;
	banned-proxy) record banned-proxy -bad-proxy 203.0.113.77 -fault-limit 40 ;;
	unknown-tasks) ids=$(left_tasks) && record unknown-tasks -fault-limit 40 ;;
	mixed) ids=$(left_tasks) && record mixed -unknown-key $unknown_key -bad-proxy 203.0.113.77 -fault-limit 40 ;;
	ban-without-cause) record ban-without-cause -banned ;;
	*) echo "no such case: $1" >&2 && return 1 ;;
	esac
}

if [ $# -eq 0 ]; then
	set -- healthy image-poll healthy-anticaptcha healthy-2captcha puppeteer-poll never-ready \
		wrong-key zero-balance banned-proxy unknown-tasks mixed ban-without-cause
fi
for name; do
	make_case "$name" &
	jobs="${jobs-} $!"
done
for job in $jobs; do
	wait "$job"
done
