package main

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// What is asked of the tools: for archives and dumps, time, URL, status and task of
// each exchange; for access logs, the tasks that were asked for more than 120 times.
const (
	jqHAR  = `.log.entries[] | [.startedDateTime, .request.url, .response.status, (.request.postData.text // "" | try fromjson.taskId catch null)] | @tsv`
	jqDump = `[.time, .url, .status, (.body // "" | try fromjson.taskId catch null)] | @tsv`

	pythonTask = `
import json, sys
def task(body):
    try: return json.loads(body or "").get("taskId")
    except ValueError: return None
`
	pythonHAR = pythonTask + `
for e in json.load(open(sys.argv[1]))["log"]["entries"]:
    r = e["request"]
    print(e["startedDateTime"], r["url"], e["response"]["status"], task(r.get("postData", {}).get("text")))
`
	pythonDump = pythonTask + `
for line in open(sys.argv[1]):
    x = json.loads(line)
    print(x["time"], x["url"], x["status"], task(x.get("body")))
`
	duckDump = `SET threads = 1; COPY (SELECT time, url, status, json_extract_string(CASE WHEN body LIKE '{%' THEN body END, '$.taskId')
FROM read_json('FILE', format = 'newline_delimited', columns = {time: 'VARCHAR', url: 'VARCHAR', status: 'INT', body: 'VARCHAR'}))
TO '/dev/null' (FORMAT csv)`

	awkPolls = `$7 ~ /^\/res\.php/ && match($7, /[?&]id=[0-9]+/) { n[$1 " " substr($7, RSTART+4, RLENGTH-4)]++ }
END { for (k in n) if (n[k] > 120) print k, n[k] }`

	lnavPolls = `;SELECT c_ip, cs_uri_query, count(*) AS n FROM access_log WHERE cs_uri_stem = '/res.php' GROUP BY c_ip, cs_uri_query HAVING n > 120`
)

// versions tells how the tools say their version.
var versions = map[string][]string{
	"jq": {"--version"}, "python3": {"--version"}, "mawk": {"-W", "version"}, "goaccess": {"--version"}, "lnav": {"-V"},
	"gzip": {"--version"}, "pigz": {"--version"}, "zstd": {"--version"}, "fail2ban-regex": {"--version"},
	"duckdb": {"--version"},
}

// plain is a command on one core.
func plain(name string, args ...string) command { return command{name: name, cores: 1, args: args} }

// check is the command that is measured: banlint with its whole rule book and report.
func (b *bench) check(f file) []command {
	run := func(name, program string, cores int) command {
		args := append([]string{program, "check"}, f.flags...)
		return command{name: name, cores: cores, args: append(args, f.path), mild: true}
	}
	list := []command{run("banlint", b.banlint, 1), run("banlint, 2 cores", b.banlint, 2)}
	if b.beside != "" {
		list = append(list, run("other banlint", b.beside, 1), run("other banlint, 2 cores", b.beside, 2))
	}
	return list
}

// yardsticks are the least that a program can do with a file.
func (b *bench) yardsticks(f file) []command {
	return []command{plain("read and search", b.self, "memchr", f.path), plain("wc -l", "wc", "-l", f.path)}
}

// tool adds a command of a tool, or notes that the tool is missing.
func (b *bench) tool(list []command, name string, args ...string) []command {
	if _, err := exec.LookPath(args[0]); err != nil {
		b.lacks(name)
		return list
	}
	return append(list, plain(name, args...))
}

func (b *bench) lacks(tool string) {
	if !slices.Contains(b.missing, tool) {
		b.missing = append(b.missing, tool)
	}
}

func (b *bench) harTools(f file) []command {
	list := []command{plain("encoding/json", b.self, "json", f.path)}
	list = b.tool(list, "jq", b.jq, "-r", jqHAR, f.path)
	return b.tool(list, "python3", "python3", "-c", pythonHAR, f.path)
}

func (b *bench) dumpTools(f file) []command {
	list := b.tool(nil, "jq", b.jq, "-r", jqDump, f.path)
	list = b.tool(list, "python3", "python3", "-c", pythonDump, f.path)
	return b.tool(list, "duckdb", "duckdb", "-c", strings.Replace(duckDump, "FILE", f.path, 1))
}

func (b *bench) logTools(f file) []command {
	list := b.tool(nil, "mawk", "mawk", awkPolls, f.path)
	list = b.tool(list, "lnav", "lnav", "-n", "-c", lnavPolls, f.path)
	list = b.tool(list, "goaccess", "goaccess", f.path, "--log-format=COMBINED", "--no-progress", "-o", filepath.Join(b.dir, "goaccess.json"))
	return b.tool(list, "fail2ban-regex", "fail2ban-regex", "--print-no-missed", "--print-no-ignored", f.path, `^<HOST> .*"GET /res\.php`)
}

// version asks a tool for its version: the first line that names a number.
func (b *bench) version(tool string) string {
	program := tool
	if tool == "jq" {
		program = b.jq
	}
	out, err := exec.Command(program, versions[tool]...).CombinedOutput()
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(out)) {
		if strings.ContainsAny(line, "0123456789") {
			return strings.Trim(line, "*. \n")
		}
	}
	return ""
}
