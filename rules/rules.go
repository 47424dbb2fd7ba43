// Package rules holds the rules, one a file. A rule's tests are the timelines in
// testdata that carry its ID.
package rules

import "github.com/banlint/banlint/analyzer"

// All lists the rules in the order of the documentation.
var All = []*analyzer.Rule{
	// Bans, and what earns them.
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

	// Asking for results.
	pollIntervalShort,
	pollTooManyRequestsIgnored,
	pollAfterReady,
	pollAfterTerminalError,
	pollWithoutEnd,
	pollExpiredTask,
	pollConcurrent,
	pollFirstEarly,
	pollKeyMismatch,
	taskIDInvalid,
	taskIDMangled,
	multiIDMismatch,

	// Sending tasks.
	taskNeverPolled,
	notReadyTreatedAsError,
	duplicateCreate,
	unsolvableLoop,
	createFailureRate,
	errorHTTPRetryStorm,
	retryAfterIgnored,
	requestBurst,
	challengeReused,

	// The account and its key.
	keyMalformed,
	keySuffixInvalid,
	keyInURL,
	keyInHeader,
	keyOverHTTP,
	ipNotAllowedRepeated,
	balancePolledOften,

	// The form of requests.
	httpMethodWrong,
	contentTypeWrong,
	dialectMixed,
	queryNotEncoded,
	softIDWrong,

	// What a task holds.
	taskAbsent,
	taskTypeUnknown,
	requiredFieldMissing,
	websiteURLScheme,
	userAgentStale,
	callbackURLInvalid,
	nocacheUnsupported,
	moduleMisused,
	minScoreRange,
	castleCountRange,
	instructionsTooLong,

	// Images.
	imageTooBig,
	imageTooSmall,
	imageDimensions,
	imageTypeUnsupported,
	imageBase64Invalid,
	imageBase64Linebreaks,
	imageDataURI,
	imageSourceConflict,
	imageCountMismatch,

	// Proxies.
	failingProxyReused,
	proxyIncomplete,
	proxyRequiredMissing,
	proxyPrivateAddress,
	proxyHostname,
	proxyCredentialsPercent,
	proxyTypeInvalid,
	proxyOnProxyless,

	// Reports on answers, clients and codes.
	reportLate,
	reportDuplicate,
	reportExcess,
	reportWithoutAnswer,
	cachedTokensRejected,
	knownBuggyClient,
	answerUnlisted,
}
