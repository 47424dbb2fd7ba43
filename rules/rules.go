// Package rules holds the rules, one a file. A rule's tests are the timelines in
// testdata that carry its ID.
package rules

import "github.com/banlint/banlint/analyzer"

// All lists the rules in the order of the documentation.
var All = []*analyzer.Rule{
	banSeen,
	requestDuringBan,
	keyInvalidRepeated,
	keyMissing,
	zeroBalanceRetried,
	taskPollLimit,
	unknownTaskPolled,
	bannedProxyReused,
	identicalFailingRequests,
	noSlotNoBackoff,
	pollRatio,
	inPHPBurst,
	pollIntervalShort,
	pollTooManyRequestsIgnored,
	pollAfterReady,
	pollAfterTerminalError,
	imageTooBig,
	imageTooSmall,
}
