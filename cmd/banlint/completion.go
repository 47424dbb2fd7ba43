package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"The shell to write it for: ${enum}."`
}

// stubs are what the shells read: each asks the program itself what may follow, and offers
// files where it has no answer.
var stubs = map[string]string{
	"bash": `_banlint() {
	local IFS=$'\n'
	COMPREPLY=($(banlint __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
	if [[ ${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -o bashdefault -o default -F _banlint banlint
`,
	"zsh": `#compdef banlint
_banlint() {
	local -a plain=(${(f)"$(banlint __complete "${(@)words[2,CURRENT]}" 2>/dev/null)"})
	local -a open=(${(M)plain:#*=})
	plain=(${plain:#*=})
	if (( $#plain + $#open )); then
		compadd -a plain
		compadd -S '' -a open
	else
		compset -P '*='
		_files
	fi
}
if [[ $funcstack[1] == _banlint ]]; then _banlint; else compdef _banlint banlint; fi
`,
	"fish": `function __banlint
	set -l words (commandline -opc) (commandline -ct)
	set -l found (banlint __complete $words[2..] 2>/dev/null)
	if count $found >/dev/null
		string join \n -- $found
	else
		set -l key (string match -r '^[^=]*=' -- $words[-1])
		for file in (__fish_complete_path (string replace -- "$key" '' $words[-1]))
			echo "$key$file"
		end
	end
end
complete -c banlint -f -a '(__banlint)'
`,
}

// Run writes what a shell has to read to complete the program's command lines.
func (c *completionCmd) Run(s *streams) error {
	_, err := io.WriteString(s.out, stubs[c.Shell])
	return err
}

// completeCmd is asked by the shells.
type completeCmd struct {
	Words []string `arg:"" optional:"" type:"raw" help:"The words behind the program's name, up to the one to complete."`
}

// Run prints what the last word may be.
func (c *completeCmd) Run(s *streams, ctx *kong.Context) error {
	words, typed := rejoin(c.Words)
	for _, w := range candidates(ctx.Model.Node, words) {
		fmt.Fprintln(s.out, strings.TrimPrefix(w, typed))
	}
	return nil
}

// rejoin puts words together that bash has split at "=", and says how much of the last one bash
// will not replace.
func rejoin(split []string) (words []string, typed string) {
	words = []string{""}
	for i, w := range split {
		switch {
		case w == "=" && i > 0:
			words[len(words)-1] += w
			typed = words[len(words)-1]
		case i > 0 && split[i-1] == "=":
			words[len(words)-1] += w
		case i == 0:
			words[0] = w
		default:
			words, typed = append(words, w), ""
		}
	}
	return words, typed
}
