package main

import (
	"runtime"
	"runtime/debug"
	"testing"
)

func TestVersion(t *testing.T) {
	host := runtime.Version() + ", " + runtime.GOOS + "/" + runtime.GOARCH + ")"
	setting := func(key, value string) debug.BuildSetting { return debug.BuildSetting{Key: key, Value: value} }
	for _, c := range []struct {
		told     string
		module   string
		settings []debug.BuildSetting
		want     string
	}{
		{"", "", nil, "banlint 0.1.0 ("},
		{"", "(devel)", nil, "banlint 0.1.0 ("},
		{"", "v0.2.0", nil, "banlint 0.2.0 ("},
		{"0.3.0", "v0.2.0", nil, "banlint 0.3.0 ("},
		{"", "v0.2.0-rc.1", nil, "banlint 0.2.0-rc.1 ("},
		{"", "v0.2.0+dirty", nil, "banlint 0.1.0 ("},
		{"", "v0.0.0-20261120140211-abcdef123456", nil, "banlint 0.1.0 (commit abcdef123456, 2026-11-20, "},
		{"", "v0.1.1-0.20261120140211-abcdef123456", nil, "banlint 0.1.0 (commit abcdef123456, 2026-11-20, "},
		{"", "", []debug.BuildSetting{setting("vcs.revision", "abcdef1234567890abcdef1234567890abcdef12"), setting("vcs.time", "2026-11-20T14:02:11Z"), setting("vcs.modified", "false")},
			"banlint 0.1.0 (commit abcdef123456, 2026-11-20, "},
		{"", "", []debug.BuildSetting{setting("vcs.revision", "abcdef"), setting("vcs.modified", "true")}, "banlint 0.1.0 (commit abcdef+modified, "},
	} {
		info := &debug.BuildInfo{Main: debug.Module{Version: c.module}, Settings: c.settings}
		if got := buildOf(info, c.told).String(); got != c.want+host {
			t.Errorf("%q %q %v: %s, want %s", c.told, c.module, c.settings, got, c.want+host)
		}
	}
}
