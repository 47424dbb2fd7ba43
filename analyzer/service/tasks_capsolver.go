package service

// What requests to CapSolver must look like.
var capSolverForms = []Limit{
	must(KeyForm, "the key stands alone, without blanks or quotes around it").estimated(capSolverErrors),
	must(Method, "requests of the JSON dialect are POST").documented(capSolverCreate),
	must(ContentType, "the body of the JSON dialect is JSON").documented(capSolverCreate),
	must(TaskObject, "createTask holds a task object").documented(capSolverCreate),
	must(PageURL, "the page's URL begins with http:// or https://").published(capMonsterErrors),
	must(ImagePrefix, "Base64 stands without the prefix data:").published(capMonsterTasks),
	must(ImageLine, "Base64 stands on one line").published(capMonsterTasks),
	must(ChallengeUse, "a GeeTest challenge is used once").published(capMonsterTasks),
}

var capSolverCreate = Source{URL: "https://docs.capsolver.com/en/guide/api-createtask/", Retrieved: "2026-11-24"}
