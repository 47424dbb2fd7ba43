package main

import (
	"cmp"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/banlint/banlint/analyzer/report"
)

// nextRelease is the release that this is becoming, for a build that knows no better.
const nextRelease = "0.1.0"

// version is what a build sets it to by -ldflags "-X main.version=…".
var version string

// A build is what a program knows of how it was made; what it does not know is empty.
type build struct {
	version  string // of the release
	commit   string
	day      string // of the commit
	modified bool   // the files were not those of the commit
}

// thisBuild is read once: reports name its version.
var thisBuild = newBuild()

// thisTool is banlint, as reports name it.
func thisTool() report.Tool { return report.Tool{Name: "banlint", Version: thisBuild.version} }

func newBuild() build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return buildOf(info, version)
}

var (
	release  = regexp.MustCompile(`^v(\d+\.\d+\.\d+(-(alpha|beta|rc)[.\d]*)?)$`)
	unmarked = regexp.MustCompile(`^v\d+\.\d+\.\d+-(?:.*\.)?(\d{4})(\d\d)(\d\d)\d{6}-([0-9a-f]{12})$`)
)

// buildOf takes the release from the linker's flag, or from the module's version, where "go install"
// was asked for one. What was installed from a commit without a tag carries its day and its name in that version.
func buildOf(info *debug.BuildInfo, told string) build {
	b := build{version: cmp.Or(told, nextRelease)}
	if m := release.FindStringSubmatch(info.Main.Version); told == "" && m != nil {
		b.version = m[1]
	}
	if m := unmarked.FindStringSubmatch(info.Main.Version); m != nil {
		b.day, b.commit = strings.Join(m[1:4], "-"), m[4]
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.commit = s.Value[:min(12, len(s.Value))]
		case "vcs.time":
			b.day, _, _ = strings.Cut(s.Value, "T")
		case "vcs.modified":
			b.modified = s.Value == "true"
		}
	}
	return b
}

// String is what --version prints.
func (b build) String() string {
	var facts []string
	if b.commit != "" {
		commit := "commit " + b.commit
		if b.modified {
			commit += "+modified"
		}
		facts = append(facts, commit)
	}
	if b.day != "" {
		facts = append(facts, b.day)
	}
	facts = append(facts, runtime.Version(), runtime.GOOS+"/"+runtime.GOARCH)
	return "banlint " + b.version + " (" + strings.Join(facts, ", ") + ")"
}
