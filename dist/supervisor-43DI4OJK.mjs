import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);
import{admitLesson,belowFloor,briefHeader,builderTools,citeLessons,countsIn,createWorkspace,decide,fence,fenceRule,gatesOf,inTurn,isBlocking,judge,listTree,measureFloor,mergeTask,readDiff as readDiff2,
readReviewAnswer,readTail,readerRules,replayEvidence,replayFindings,reviewBrief,runGates,stopSession,targetKey,tokensOf,verdictJsonSchema,withCheckout,writeLesson}from"./chunk-A6ZFQLGE.mjs";import{
anyOverlap,checkFiles,checkPath,countLoad,criticalPath,findRepository,identityEnvironment,inRepository,isInUse,lessonJsonSchema,listCommitted,mergeBase,nextTasks,pauseAll,readAllCommitted,readBook,readCommitted,
readDiff,readPaths,readRef,recordTask,removeWorkspace,runBudget,runSession,sessionOfThisPhase,stageAllowance,supervisorLock,taskDirectory,updateRef,withoutMatter,worktreePath,worktreeStatus}from"./chunk-H6B3MEFH.mjs";
import{attemptRef,isEnded,lastSeq,ledgerPath,listRunRows,listRuns,mergedBranch,readRunState,readTaskState,readTaskStates,record,rescueRef,taskBranch,verifyJournal}from"./chunk-TOUDGGJR.mjs";import"./chunk-572FY6GU.mjs";
import"./chunk-FEVQEOXB.mjs";import"./chunk-YP34ITCY.mjs";import{require_picomatch}from"./chunk-DZ6JNP6L.mjs";import{git,gitOk}from"./chunk-2RRVGMJ5.mjs";import"./chunk-YPDPBSU5.mjs";
import{tryLock}from"./chunk-2EUTKNHH.mjs";import"./chunk-WJ4EZDMU.mjs";import"./chunk-7ELBJKPF.mjs";import"./chunk-Q3JEABBP.mjs";import"./chunk-BHTNHHHM.mjs";import{external_exports}from"./chunk-6XTPIQZB.mjs";
import{digest}from"./chunk-LLUACZN6.mjs";import"./chunk-Y4LK6IBC.mjs";import"./chunk-SZOYTUXD.mjs";import"./chunk-FH5NHN5G.mjs";import"./chunk-7ZM5ISIY.mjs";import{fail,ok}from"./chunk-74WLFBLL.mjs";
import{__toESM}from"./chunk-32L73YHN.mjs";import{statfsSync}from"node:fs";var codes={ENOSPC:"the disk is full",EDQUOT:"the disk quota is used up",EROFS:"the file system is read-only",EMFILE:"this process has no file handle left",ENFILE:"the m\
achine has no file handle left",ENOMEM:"the machine has no memory left",SQLITE_FULL:"the disk is full",SQLITE_READONLY:"the store is read-only",SQLITE_CANTOPEN:"the store cannot be opened",SQLITE_IOERR:"\
the disk does not take what is written"};function exhaustedBy(error){let code=error instanceof Error&&"code"in error&&typeof error.code=="string"?error.code:"",known=Object.keys(codes).find(name=>code===
name||code.startsWith(`${name}_`));return known===void 0?null:{reason:"machine-exhausted",detail:`${codes[known]} (${code})`}}var scarceBytes=32*1024*1024;function exhaustedDisk(paths){for(let path of paths)
try{let{bavail,bsize}=statfsSync(path);if(bavail*bsize<scarceBytes)return{reason:"machine-exhausted",detail:`${Math.floor(bavail*bsize/1024/1024)} MB are free at ${path}`}}catch{}return null}var classes={"session-died":"transient","session-silent":"transient","agent-unavailable":"transient","lock-busy":"transient","ref-moved":"transient","git-failed":"transient","process-failed":"transien\
t","agent-rate-limited":"limit","agent-not-logged-in":"auth","agent-out-of-credit":"auth","session-over-budget":"budget","budget-spent":"budget","agent-missing":"environment","agent-too-old":"environm\
ent","program-missing":"environment","fence-broken":"environment","setup-failed":"environment","workspace-unproven":"environment","filter-unusable":"environment","machine-exhausted":"machine","session\
-looping":"person","session-stuck":"person","answer-invalid":"bug","session-failed":"bug","permission-denied":"person","conflict-unresolved":"person","gates-weakened":"person","review-blocks":"person"},
classOf=({reason})=>classes[reason]??"work",minute=6e4,patience={"session-died":{tries:6,firstMs:200,mostMs:minute},"session-silent":{tries:1,firstMs:1e3,mostMs:minute},"agent-unavailable":{tries:40,firstMs:5e3,
mostMs:10*minute},"agent-rate-limited":{tries:60,firstMs:15e3,mostMs:15*minute},"agent-not-logged-in":{tries:1,firstMs:5e3,mostMs:5e3},"session-looping":{tries:1,firstMs:200,mostMs:minute},"session-st\
uck":{tries:1,firstMs:200,mostMs:minute},"lock-busy":{tries:3,firstMs:1e3,mostMs:minute},"ref-moved":{tries:3,firstMs:1e3,mostMs:minute},"git-failed":{tries:2,firstMs:1e3,mostMs:minute},"process-faile\
d":{tries:2,firstMs:1e3,mostMs:minute},"answer-invalid":{tries:1,firstMs:200,mostMs:minute},"session-failed":{tries:1,firstMs:1e3,mostMs:minute},"machine-exhausted":{tries:1/0,firstMs:5e3,mostMs:minute}};
function reactTo(failure,{setbacks,hasWorked:hasWorked2,now}){let known=patience[failure.reason],isWorthIt=failure.reason!=="agent-not-logged-in"||hasWorked2;if(known&&isWorthIt&&setbacks<known.tries)
return{do:"wait",until:wake(failure,{known,setbacks,now})};switch(classOf(failure)){case"auth":return{do:failure.reason==="agent-not-logged-in"&&hasWorked2?"pause-all":"ask"};case"limit":case"budget":case"\
environment":case"person":return{do:"ask"};case"transient":case"machine":case"bug":case"work":return{do:"give-up"}}}function wake(failure,{known,setbacks,now}){return failure.reason==="agent-rate-limi\
ted"&&failure.resetsAt!==null?Math.max(failure.resetsAt,now)+1e3:now+Math.min(known.mostMs,known.firstMs*2**Math.min(setbacks,20))}var buildBrief=(attempt,state,{checks,lessons})=>{let{run,task}=attempt;return`${briefHeader({run:run.run,task:task.key,attempt:state.attempt},"build")}

# Build this task

Implement the spec on the branch that is checked out here, with tests, and commit all of it. Work in this folder only.

${fenceRule}

# Spec

${fence(`${task.title}

${task.spec}`,"spec")}

# Plan

${state.plan?fence(renderPlan(state.plan),"plan"):"There is no plan. Make a short one first."}
${lessons}
# Checks that must pass on your last commit

${checks.length>0?checks.map(check2=>`- \`${check2}\``).join(`
`):"None are configured. Find out how this repository tests itself, and do that."}
`},renderPlan=plan2=>[plan2.summary,list("Paths",plan2.paths),list("Steps",plan2.steps),list("Checks",plan2.checks),list("Risks",plan2.risks)].filter(part=>part!=="").join(`

`),list=(title,items)=>items.length>0?`${title}:
${items.map(item=>`- ${item}`).join(`
`)}`:"";var mostTokens=600;function pickLessons(book,{paths,most=mostTokens}){let fitting=[...book.values()].filter(record2=>isInUse(record2)&&record2.form!=="check"&&anyOverlap(record2.paths,paths)).toSorted(
(a,b)=>b.recurrences.length-a.recurrences.length||b.changedAt-a.changedAt||(a.id<b.id?-1:1)),spent=0;return fitting.filter(record2=>{let tokens=tokensOf(lessonLine(record2));return spent+tokens>most?!1:
(spent+=tokens,!0)})}var lessonLine=({id,rule,paths})=>`- [${id}] ${rule} (${paths.join(", ")})`,lessonsSection=(lessons,ask2="")=>lessons.length===0?"":`
# What was learnt here

Each of these is advice from a fault that was proven in this repository. None of them changes a permission, a check, a review or a budget.${ask2}

${lessons.map(lessonLine).join(`
`)}
`;async function readRunBook({run}){let tip=await readRef({repository:run.repository,ref:`refs/heads/${mergedBranch(run.run)}`})??run.base;return readBook(await readCommitted({repository:run.repository,
commit:tip,path:ledgerPath})??"")}async function lessonsFor(attempt,state,{stage,ask:ask2}){let{infra,run,task}=attempt,paths=[...new Set([...task.paths,...state.plan?.paths??[]])],lessons=pickLessons(
await readRunBook(attempt),{paths}),text=lessonsSection(lessons,ask2);return lessons.length>0&&countLoad(infra,run.repository,{at:infra.clock.now(),run:run.run,task:task.key,stage,by:"brief",lessons:lessons.
map(({id})=>id),tokens:tokensOf(text)}),text}function sendBack(attempt,state,order){if(state.round>=attempt.run.config.rounds)return order.otherwise;let{because,detail,files,red}=order;return recordTask(attempt,{kind:"fix-wanted",because,round:state.
round+1,detail,files,red}),null}function workspaceOf(state){if(!state.workspace)throw new Error(`Task ${state.key} is ${state.phase} without a workspace`);return state.workspace}async function acceptWork(attempt,state,outcome){let workspace=workspaceOf(state),keptAt=workspace.path,before=state.commit??workspace.base,status=await worktreeStatus({path:workspace.path,base:before});
if(!status.ok)return status.failure;let{branch,head,dirtyFiles,ahead}=status.value,denied=outcome.denials.length>0?{reason:"permission-denied",session:outcome.session,tools:outcome.denials,keptAt}:null;
return branch!==workspace.branch?{reason:"wrong-branch",task:state.key,expected:workspace.branch,actual:branch??head,keptAt}:dirtyFiles.length>0?sendBack(attempt,state,{because:"checks",detail:"The wo\
rktree has changes that are not committed. Commit what belongs to the task and remove the rest.",files:dirtyFiles,red:[],otherwise:denied??{reason:"left-uncommitted",task:state.key,files:dirtyFiles,keptAt}}):
ahead===0?sendBack(attempt,state,{because:"checks",detail:"There is no new commit on the branch. Do the work and commit it.",files:[],red:[],otherwise:denied??unanswered(state,keptAt)??{reason:"nothin\
g-committed",task:state.key,keptAt}}):(recordTask(attempt,{kind:"build-finished",commit:head}),null)}function unanswered({key,fix:fix2},keptAt){let[first]=fix2?.red??[];return!fix2||!first?null:{reason:"\
checks-failed",task:key,commands:fix2.red.map(({command})=>command),red:fix2.red,outputPath:first.outputPath,keptAt}}async function build(attempt,state){let workspace=workspaceOf(state),outcome=await runSession(attempt,state,{stage:"build",brief:buildBrief(attempt,state,{checks:gatesOf(attempt),lessons:await lessonsFor(
attempt,state,{stage:"build"})}),cwd:workspace.path,environment:workspace.environment,tools:{allow:builderTools(attempt),readOnly:!1},due:{worktree:workspace.path,since:workspace.base,checks:gatesOf(attempt)}});
return outcome.ok?acceptWork(attempt,state,outcome.value):outcome.failure}import{join}from"node:path";var import_picomatch3=__toESM(require_picomatch(),1);var mostBytes=2e6,nothing="000000";async function readChange({repository,base,commit}){let listed=await gitOk({...inRepository(repository),args:["diff","--raw","-z","--no-abbrev","--no-renames","--no-\
ext-diff","--no-textconv",base,commit,"--"]});if(!listed.ok)return listed;let records=parseRaw(listed.value),texts=await readTexts(repository,records.flatMap(({before,after})=>[before,after]).filter(({
mode})=>mode!==nothing&&mode!=="160000"));if(!texts.ok)return texts;let side=({mode,object:object2})=>mode===nothing?null:{mode,text:texts.value.get(object2)??null};return ok(records.map(({path,before,
after})=>({path,before:side(before),after:side(after)})))}function parseRaw(output){let fields=output.split("\0"),records=[];for(let at=0;at+1<fields.length;at+=2){let[mode="",modeAfter="",object2="",
objectAfter=""]=(fields[at]??"").replace(/^:/,"").split(" ");records.push({path:fields[at+1]??"",before:{mode,object:object2},after:{mode:modeAfter,object:objectAfter}})}return records}async function readTexts(repository,entries){
let objects=[...new Set(entries.map(({object:object2})=>object2))];if(objects.length===0)return ok(new Map);let place=inRepository(repository),sizes=await gitOk({...place,args:["cat-file","--batch-che\
ck"],input:`${objects.join(`
`)}
`});if(!sizes.ok)return sizes;let wanted=sizes.value.trimEnd().split(`
`).map(line=>line.split(" ")).filter(([,type,size])=>type==="blob"&&Number(size)<=mostBytes).map(([object2=""])=>object2);if(wanted.length===0)return ok(new Map);let{bytes}=await git({...place,args:["\
cat-file","--batch"],input:`${wanted.join(`
`)}
`});return ok(parseBatch(bytes))}function parseBatch(bytes){let texts=new Map;for(let at=0;at<bytes.length;){let lineEnd=bytes.indexOf(10,at),[object2="",,size=""]=bytes.toString("utf8",at,lineEnd).split(
" "),end=lineEnd+1+Number(size);texts.set(object2,bytes.toString("utf8",lineEnd+1,end)),at=end+1}return texts}import{isDeepStrictEqual}from"node:util";import{dirname,posix}from"node:path";var slashes=/\/\*[\s\S]*?\*\/|(?<![:'"`\\])\/\/[^\n]*/g,hashes=/(?<!['"])#[^\n]*/g,javascript={names:/(?<![\w.$])(?:it|test|specify)(?:\.\w+)*\s*(?:\([^()]*\)\s*)?\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g,
assertions:/(?<![\w$])(?:expect|assert)(?:\.\w+)*\s*(?:<[^>()]*>)?\(|(?<![\w$])t\.(?:is|not|deepEqual|throws\w*|truthy|falsy|like|regex|assert\.\w+)\(/g,skips:/(?<![\w$])(?:it|test|describe|suite|context|specify)(?:\.\w+)*\.(?:skip|skipIf|runIf|todo|only|fails|failing|fixme)\b|(?<![\w.$])(?:xit|xtest|xdescribe|fit|fdescribe|xcontext)\s*\(|(?<![\w$])(?:skip|todo)\s*:\s*(?!false\b)|(?<![\w$])(?:t|this|ctx|context)\.(?:skip|todo)\(/g,
comments:slashes},python={names:/^[ \t]*(?:async[ \t]+)?def[ \t]+()(test\w*)/gm,assertions:/(?<!\w)assert\b|\.assert\w+\(|pytest\.(?:raises|warns|approx)\b/g,skips:/pytest\.mark\.(?:skip|skipif|xfail)\b|pytest\.(?:skip|xfail|importorskip)\b|unittest\.(?:skip\w*|expectedFailure)\b|\.skipTest\(|__test__\s*=\s*False|collect_ignore/g,
comments:hashes},go={names:/^func[ \t]+()((?:Test|Fuzz|Example|Benchmark)\w*)\s*\(/gm,assertions:/(?<!\w)[tb]\.(?:Error|Fatal|Fail)\w*\(|(?<!\w)(?:assert|require|is)\.\w+\(/g,skips:/(?<!\w)[tb]\.Skip\w*\(|testing\.Short\(\)|^\/\/go:build\b[^\n]*|^\/\/ \+build\b[^\n]*/gm,
comments:/\/\*[\s\S]*?\*\/|\/\/(?!go:build| \+build)[^\n]*/g},rust={names:/#\[(?:\w+::)*(?:test|rstest)\b[^\]]*\](?:\s*#\[[^\]]*\])*\s*(?:pub\s+)?(?:async\s+)?fn\s+()(\w+)/g,assertions:/(?<!\w)(?:debug_)?assert\w*!|(?<!\w)panic!/g,
skips:/#\[ignore\b|#\[should_panic\b|#\[cfg\((?!test\))[^\]]*\]/g,comments:slashes},jvm={names:/@(?:Test|ParameterizedTest|RepeatedTest|Fact|Theory)\b[^{;]*?[ \t]()(\w+)\s*\(/g,assertions:/(?<!\w)(?:assert\w*|verify|fail)\s*\(|Assert\.\w+\(|\.should\b/g,
skips:/@(?:Disabled\w*|Ignore|EnabledIf\w*)\b|Assumptions?\.\w+\(|\bSkip\s*=/g,comments:slashes},ruby={names:/^[ \t]*(?:it|specify|test|scenario)[ \t(]+(['"])((?:\\.|(?!\1)[^\\])*)\1|^[ \t]*def[ \t]+(test_\w+)/gm,
assertions:/(?<!\w)(?:expect|assert\w*|refute\w*)\b|\.should\b/g,skips:/^[ \t]*(?:xit|xdescribe|fit|fdescribe|pending|skip)\b|(?<!\w)skip:\s*(?!false)/gm,comments:hashes},byExtension=[[/\.[cm]?[jt]sx?$|\.(?:vue|svelte)$/,
javascript],[/\.pyi?$/,python],[/\.go$/,go],[/\.rs$/,rust],[/\.(?:java|kt|kts|scala|cs|swift)$/,jvm],[/\.rb$/,ruby]],languageOf=path=>byExtension.find(([extension])=>extension.test(path))?.[1]??null,testPath=/(?:^|\/)(?:tests?|__tests__|specs?|e2e|testing|androidtest)\/|[._-](?:test|spec)s?\.[cm]?[jt]sx?$|_test\.(?:go|py|exs?|dart|rb)$|_spec\.rb$|(?:^|\/)test_[^/]*\.py$|tests?\.(?:java|kt|kts|cs|scala|swift)$/i,
isTestFile=(path,text)=>testPath.test(path)||path.endsWith(".rs")&&/#\[(?:\w+::)*test\b|#\[cfg\(test\)\]/.test(text??"");var runsScript=/(?:^|[\s;&|(])(?:npm|pnpm|yarn|bun)\s+(?:--?\S+\s+)*(?:run(?:-script)?\s+)?(?:--?\S+\s+)*([\w:.-]+)|(?:^|[\s;&|(])(?:npm-run-all|run-[sp]|wireit|turbo run|nx run-many -t)\s+([\w:. -]+)|node\s+--run\s+([\w:.-]+)/g,
makes=/(?:^|[\s;&|(])(?:make|just|task|rake)\b/,makefiles=["Makefile","makefile","GNUmakefile","justfile","Justfile","Taskfile.yml","Taskfile.yaml","Rakefile"],scriptPlace=/^(?:\.?\/)?(?:\.?(?:scripts?|bin|tools?|ci|build|hack|make|etc|test|tests)\/.*|[^/]+)$|\.(?:ba|z)?sh$/;
async function readGateParts(commands,base){let scripts=readScripts(await base.read("package.json")),parts={scripts:new Set,files:new Set},pending=[...commands];for(let text=pending.pop();text!==void 0;text=
pending.pop()){for(let name of namedScripts(text,scripts))for(let one of[`pre${name}`,name,`post${name}`])parts.scripts.has(one)||(parts.scripts.add(one),pending.push(scripts.get(one)??""));let made=makes.
test(text)?makefiles:[];for(let file of[...namedFiles(text),...made])parts.files.has(file)||!base.isFile(file)||isTestFile(file,null)||(parts.files.add(file),await addLoaded(file,{base,files:parts.files}))}
return parts}function readScripts(text){let scripts=readObject(text).scripts;return typeof scripts!="object"||scripts===null?new Map:new Map(Object.entries(scripts).flatMap(([name,script])=>typeof script==
"string"?[[name,script]]:[]))}function readObject(text){try{let value=JSON.parse(text??"{}");return typeof value=="object"&&value!==null&&!Array.isArray(value)?value:{}}catch{return{}}}function namedScripts(text,scripts){
return Array.from(text.matchAll(runsScript),([,one,several,node])=>one??several??node??"").flatMap(words2=>words2.split(/[\s,]+/)).map(word=>word==="t"||word==="tst"?"test":word).flatMap(word=>word.endsWith(
"*")?[...scripts.keys()].filter(name=>name.startsWith(word.replace(/\*+$/,""))):[word])}var namedFiles=text=>text.split(/[\s;&|()"'`=<>]+/).map(word=>posix.normalize(word).replace(/^\.\//,"")).filter(
word=>word!=="."&&scriptPlace.test(word)),loads=/(?:from|import|require\(|import\()\s*['"](\.[^'"]+)['"]|^\s*(?:source|\.)\s+["']?([^\s"';]+)/gm;async function addLoaded(file,{base,files}){let text=await base.
read(file)??"";for(let[,module,sourced]of text.matchAll(loads)){let wanted=posix.normalize(posix.join(dirname(file),module??sourced??"")),found=[wanted,...[".js",".ts",".mjs",".cjs","/index.js"].map(end=>wanted+
end)].find(base.isFile),folder=dirname(file);!found||files.has(found)||folder==="."||!found.startsWith(`${folder}/`)||isTestFile(found,null)||(files.add(found),await addLoaded(found,{base,files}))}}var lifecycle=new Set(["preinstall","install","postinstall","prepare","preprepare","postprepare","prepublish","dependencies","pnpm:devPreinstall"]),settings=["jest","vitest","mocha","ava","tap","c8","\
nyc","eslintConfig","prettier","xo","lint-staged","husky","wireit","simple-git-hooks","overrides","resolutions","pnpm","packageManager","babel","browser","imports"],dependencies=["dependencies","devDe\
pendencies","optionalDependencies","peerDependencies"],swallows=/\|\|\s*(?:true|:|exit\s+0|echo)|;\s*(?:true|exit\s+0)\s*$|\bset\s+\+e\b|--passWithNoTests|--pass-with-no-tests|continue-on-error/;function findChangedGates(changes,parts){
return changes.flatMap(change=>{let{path,before,after}=change,texts={before:before?.text??null,after:after?.text??null};return parts.files.has(path)?[objection(path,sayScript("This file",texts.after))]:
/(?:^|\/)package\.json$/.test(path)?readPackage({path,...texts,scripts:path==="package.json"?parts.scripts:allScripts}):/(?:^|\/)(?:pyproject\.toml|Cargo\.toml)$/.test(path)&&before?readToml({path,...texts}):
[]})}var objection=(path,what)=>({kind:"gate-changed",path,what}),sayScript=(what,text)=>`${what} is part of the checks and may not change.${swallows.test(text??"")?" It also swallows a failure.":""}`,
allScripts=/^(?:pre|post)?(?:test|check|lint|types?|typecheck|verify|ci|coverage)\b/;function readPackage(change){let{path}=change,scripts={before:readScripts(change.before),after:readScripts(change.after)},
isGate=name=>change.scripts instanceof RegExp?change.scripts.test(name):change.scripts.has(name),changed=[...new Set([...scripts.before.keys(),...scripts.after.keys()])].filter(name=>scripts.before.get(
name)!==scripts.after.get(name)&&(lifecycle.has(name)||change.before!==null&&isGate(name))),before=readObject(change.before),after=readObject(change.after),set=settings.filter(key=>change.before!==null&&
!isDeepStrictEqual(before[key],after[key]));return[...changed.map(name=>objection(path,sayScript(`The script "${name}"`,scripts.after.get(name)??null))),...set.map(key=>objection(path,`The settings un\
der "${key}" decide what the checks do and may not change.`)),...oddDependencies(before,after).map(([name,from])=>({kind:"dependency-odd",path,what:`${name} comes from ${from} instead of the registry \
under its own name.`}))]}function oddDependencies(before,after){let listed=from=>new Map(dependencies.flatMap(key=>Object.entries(from[key]??{}))),known=listed(before);return[...listed(after)].flatMap(
([name,from])=>typeof from=="string"&&known.get(name)!==from&&!/^(?:workspace:|[\d^~<>=*xX|. -]|latest$|next$)/.test(from)?[[name,from]]:[])}var tomlGates=/^\[(?:\[?test\]?|lib|lints[^\]]*|profile\.test[^\]]*|tool\.(?!poetry\b|uv\b|hatch\.(?!envs)|setuptools)[^\]]*)\]/;
function readToml({path,before,after}){let sections=text=>(text??"").split(/^(?=\[)/m).filter(section=>tomlGates.test(section)).map(section=>section.trim());return isDeepStrictEqual(sections(before),sections(
after))?[]:[objection(path,"The sections that configure tests, coverage and lints are part of the checks and may not change.")]}var import_picomatch=__toESM(require_picomatch(),1);function findIgnored(changes,tracked){return changes.flatMap(({path,before,after})=>{if(!/(?:^|\/)\.gitignore$/.test(path))return[];let old=lines(before?.
text??null),now=lines(after?.text??null),folder=path.slice(0,-10),hides=[...now].filter(line=>!old.has(line)&&(line.startsWith("!")||tracked.some(covers(line,folder)))),object2=what=>({kind:"protected",
path,what});return[...[...old].some(line=>!now.has(line))?[object2("Lines that were there are gone.")]:[],...hides.map(line=>object2(`${JSON.stringify(line)} hides files that belong to the repository.`))]})}
var lines=text=>new Set((text??"").split(`
`).map(line=>line.trim()).filter(line=>line!==""&&!line.startsWith("#")));function covers(line,folder){let pattern=line.replace(/\/$/,"").replace(/^\//,""),anchored=line.startsWith("/")||pattern.includes(
"/"),glob=`${folder}${anchored?"":"**/"}${pattern}`;return(0,import_picomatch.default)([glob,`${glob}/**`],{dot:!0})}import{posix as posix2}from"node:path";var manifests=[[/(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?)$/,/(?:^|\/)(?:package\.json|pnpm-workspace\.yaml)$/],[/(?:^|\/)(?:uv\.lock|poetry\.lock|pdm\.lock)$/,
/(?:^|\/)pyproject\.toml$/],[/(?:^|\/)Pipfile\.lock$/,/(?:^|\/)Pipfile$/],[/(?:^|\/)Cargo\.lock$/,/(?:^|\/)Cargo\.toml$/],[/(?:^|\/)go\.sum$/,/(?:^|\/)go\.mod$/],[/(?:^|\/)Gemfile\.lock$/,/(?:^|\/)Gemfile$/],
[/(?:^|\/)composer\.lock$/,/(?:^|\/)composer\.json$/]];function findOddLockfiles(changes){return changes.flatMap(({path,before,after})=>{let manifest=manifests.find(([lockfile])=>lockfile.test(path))?.[1];
if(!manifest||!after)return[];let object2=what=>[{kind:"dependency-odd",path,what}];if(!changes.some(change=>manifest.test(change.path)))return object2("It changes although no manifest does. Take it b\
ack.");let known=hosts(before?.text??null),added=[...hosts(after.text)].filter(host=>before!==null&&known.size>0&&!known.has(host));return added.length>0?object2(`It fetches from ${added.join(", ")}, \
which it did not before.`):[]})}var hosts=text=>new Set(Array.from((text??"").matchAll(/\b(?:https?|git|ssh|git\+\w+):\/\/(?:[^@/\s"']+@)?([^/\s"':]+)/g),([,host=""])=>host)),anywhere=[{kind:"rule-sup\
pressed",pattern:/(?:eslint|oxlint|biome|tslint|prettier|stylelint)-(?:disable|ignore)|@ts-(?:ignore|nocheck|expect-error)|(?:istanbul|c8|v8|node:coverage) (?:ignore|disable)|#\s*type:\s*ignore|#\s*noqa|#\s*pylint:\s*disable|pragma:\s*no cover|\/\/\s*nolint|#!?\[allow\(|@SuppressWarnings|rubocop:disable|Stryker disable/g,
what:"A lint, type or coverage rule is switched off here. Mend what it finds instead."},{kind:"disguised",pattern:/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u{e0000}-\u{e0fff}]/gu,what:"Cha\
racters that nobody sees came in. Take them out."}],outsideTests={kind:"test-detected",pattern:/\bFANOUT_\w+|\b(?:VITEST|JEST_WORKER_ID|NODE_TEST_CONTEXT|PYTEST_CURRENT_TEST|PYTEST_VERSION|MOCHA_\w+|npm_lifecycle_event|CARGO_TARGET_TMPDIR)\b|NODE_ENV\s*\)?\s*[!=]==?\s*['"]test|['"]pytest['"]\s*in\s+sys\.modules|testing\.Testing\(\)/g,
what:"The code asks whether it is being tested. It must behave the same way then."};function findSigns(changes){return changes.flatMap(({path,before,after})=>{if(!after?.text||after.mode==="120000")return[];
let code=languageOf(path)!==null;return[...anywhere.filter(({kind})=>code||kind==="disguised"),...code&&!isTestFile(path,after.text)?[outsideTests]:[]].filter(({pattern})=>count(after.text,pattern)>count(
before?.text??null,pattern)).map(({kind,what})=>({kind,path,what}))})}var count=(text,pattern)=>text?.match(pattern)?.length??0;function findDisguised(changes){return changes.flatMap(({path,before,after})=>{
let object2=what=>[{kind:"disguised",path,what}];if(after?.mode==="160000"&&before?.mode!=="160000")return object2("A submodule came in; its code is in no diff.");if(after?.mode!=="120000")return[];if(before&&
before.mode!=="120000")return object2("A link took the place of a file.");let to=after.text??"";return posix2.isAbsolute(to)||posix2.normalize(posix2.join(posix2.dirname(path),to)).startsWith("..")?object2(
`It is a link that leads out of the repository, to ${to}.`):[]})}var import_picomatch2=__toESM(require_picomatch(),1),protections=[{pattern:/(?:^|\/)(?:\.claude|\.codex|\.cursor|\.gemini)(?:\/|$)|(?:^|\/)(?:\.mcp\.json|\.cursorrules)$/,kind:"protected",what:"it say\
s how agents work here"},{pattern:/^\.github(?:\/|$)|^\.(?:gitlab-ci|travis|drone|appveyor)\.ya?ml$|^\.(?:gitlab|circleci|buildkite|woodpecker|forgejo|gitea)(?:\/|$)|^(?:azure-pipelines|bitbucket-pipelines|appveyor|cloudbuild|codecov)\.ya?ml$|^\.codecov\.ya?ml$|^jenkinsfile$/,
kind:"protected",what:"it says what CI runs"},{pattern:/(?:^|\/)\.git(?:attributes|modules|hooks)?(?:\/|$)|(?:^|\/)\.husky(?:\/|$)|^\.?(?:lefthook|pre-commit-config|overcommit)\.(?:ya?ml|toml|json)$|(?:^|\/)\.lintstagedrc/,
kind:"protected",what:"git obeys it, or runs it as a hook"},{pattern:/^fanout\.ya?ml$|^\.fanout(?:\/|$)|^\.worktreeinclude$/,kind:"protected",what:"it says how fanout works here"},{pattern:/(?:^|\/)(?:\.npmrc|\.yarnrc(?:\.yml)?|\.pnpmfile\.cjs|bunfig\.toml|\.envrc|\.cargo\/config(?:\.toml)?|pip\.conf)$/,
kind:"protected",what:"package managers and shells obey it"},{pattern:/(?:^|\/)(?:\.vscode|\.idea|\.devcontainer)(?:\/|$)/,kind:"protected",what:"editors run what it says"},{pattern:/(?:^|\/)(?:node_modules|\.venv|site-packages)\//,
kind:"gate-changed",what:"installed packages come from the lockfile, not from a commit"},{pattern:/(?:^|\/)(?:vitest|vite|jest|playwright|cypress|karma|ava|wdio|web-test-runner|stryker|babel|eslint)\.(?:config|workspace|conf|setup)\.[cm]?[jt]sx?$|(?:^|\/)(?:vitest\.workspace|jest|stryker|\.mocharc|\.nycrc|\.c8rc|\.taprc|\.swcrc|\.babelrc|\.eslintrc|\.oxlintrc|biome|knip|deno|tsconfig[^/]*)(?:\.(?:jsonc?|[cm]?js|ya?ml|ts))?$|(?:^|\/)(?:\.eslintignore|\.prettierignore)$/,
kind:"gate-changed",what:"it configures what the checks run, or what they leave out"},{pattern:/(?:^|\/)(?:pytest\.ini|tox\.ini|noxfile\.py|setup\.cfg|conftest\.py|sitecustomize\.py|usercustomize\.py|\.coveragerc|mypy\.ini|\.?ruff\.toml|\.flake8|\.pylintrc|\.golangci\.(?:ya?ml|toml|json)|clippy\.toml|rust-toolchain(?:\.toml)?|\.rspec|phpunit\.xml(?:\.dist)?)$/,
kind:"gate-changed",what:"it configures what the checks run, or what they leave out"}];function findProtected(changes,protect){let isNamed=protect.length>0?(0,import_picomatch2.default)([...protect],{
dot:!0}):()=>!1;return changes.flatMap(({path})=>{let found=protections.find(({pattern})=>pattern.test(path.toLowerCase().normalize("NFKC")));return found?[{kind:found.kind,path,what:`No task may chan\
ge this file: ${found.what}.`}]:isNamed(path)?[{kind:"protected",path,what:"No task may change this file: `gates.protect` names it."}]:[]})}var signs=[{kind:"assertion-weakened",pattern:/expect\(\s*([\w.$'"]+)\s*\)\.\w+\(\s*\1\s*\)|(?<!\w)(?:assert|expect)(?:\.ok|\.isTrue)?\(\s*(?:true|1|!0|!false)\s*[,)](?!\.(?:not|resolves|rejects))|(?<!\w)assert\s+(?:True|1)\b|assert!\(\s*true\b|assertTrue\(\s*(?:true|True)\b|(?:[eE]qual\w*|Is)\(\s*([\w.$'"]+)\s*,\s*\2\s*[,)]|\bor\s+True\b|\|\|\s*true\b/g,
what:"an assertion that always holds came in"},{kind:"test-defused",pattern:/\bif\s*\(\s*(?:false|0|!1|!true)\s*\)|^\s*if\s+(?:False|0)\s*:|\bwhile\s*\(\s*(?:false|0)\s*\)|#if\s+(?:0|false)\b/gm,what:"\
code that never runs came in"},{kind:"test-defused",pattern:/process\.exit(?:Code\s*=\s*0|\(\s*0?\s*\))|process\.reallyExit|sys\.exit\(\s*0?\s*\)|os\._exit\(|os\.Exit\(\s*0|process::exit\(\s*0|System\.exit\(\s*0|\bexit!?\(?\s*0?\)?\s*$/gm,
what:"it may end the run with success before the tests are through"},{kind:"test-defused",pattern:/catch\s*(?:\([^)]*\))?\s*\{\s*\}|\.catch\(\s*\(\w*\)\s*=>\s*(?:\{\s*\}|undefined|null)\s*\)|except\b[^:\n]*:\s*(?:pass\b|\.\.\.)|contextlib\.suppress\(|rescue\s*(?:=>\s*\w+)?\s*(?:nil)?\s*$/gm,
what:"a failure is caught and dropped"},{kind:"test-defused",pattern:/(?:=>|\{)\s*\{?\s*return\s*;(?=[\s\S])|def\s+test\w*\([^)]*\)[^:\n]*:\s*(?:return|pass)\b|func\s+Test\w*\([^)]*\)\s*\{\s*return\b/g,
what:"a test returns before it has asserted anything"},{kind:"test-defused",pattern:/(?<!\w)(?:assert|expect|chai|console)\.\w+\s*=(?![=>])|global(?:This)?\.(?:expect|assert|it|test|describe)\s*=(?!=)|Assertion\.prototype|mock\.method\(\s*assert|monkeypatch\.setattr\(\s*["']?(?:pytest|unittest|builtins)|pytest_(?:collection_modifyitems|runtest_\w+|sessionfinish)/g,
what:"it replaces the test runner\u2019s own functions"}],strict=/\.(?:toBe|toEqual|toStrictEqual|toMatch\w*|toThrow\w*|toHaveLength|toContain\w*)\(|(?<!\w)(?:strict|deep|deepStrict)?[eE]qual\w*\(|\.(?:throws|rejects|match)\(|\bassert\b[^\n]*[=!]=|assert_(?:eq|ne)!/g,
gone=(before,after)=>before.filter(name=>!after.has(name));function findWeakened(changes,isAllowed){let pairs=changes.filter(({path,before,after})=>isTestFile(path,before?.text??null)||isTestFile(path,
after?.text??null)).map(change=>({before:readFacts(change,"before"),after:readFacts(change,"after")})),names2=new Set(pairs.flatMap(({after})=>after?.names??[])),lessAsserted=isLess((pick=>({before:sum(
pairs.map(({before})=>before?pick(before):0)),after:sum(pairs.map(({after})=>after?pick(after):0))}))(({assertions})=>assertions));return pairs.flatMap(({before,after})=>comparePair({before,after,names:names2,
lessAsserted})).filter(({path})=>!isAllowed(path))}function comparePair(pair){let{before,after,names:names2,lessAsserted}=pair,path=(after??before)?.path??"",object2=(kind,what)=>({kind,path,what}),objections=[],
lost=before?gone(before.names,names2):[];if(lost.length>0){let shown=lost.slice(0,3).map(name=>JSON.stringify(name)).join(", ");objections.push(object2("test-removed",`${lost.length} tests that were t\
here are gone: ${shown}. Bring them back as they were.`))}if((after?.skips??0)>(before?.skips??0)&&objections.push(object2("test-skipped","Tests are skipped, marked as expected to fail, or alone let r\
un. Take the marks away.")),before&&lost.length===0&&lessAsserted&&(after?.assertions??0)<before.assertions){let counts=`${after?.assertions??0} instead of ${before.assertions}`;objections.push(object2(
"assertion-removed",`It asserts less than before: ${counts} assertions. Bring them back.`))}for(let sign of signs)(after?.found.get(sign)??0)>(before?.found.get(sign)??0)&&objections.push(object2(sign.
kind,`In a test, ${sign.what}.`));return objections}function readFacts({path,before,after},side){let file=side==="before"?before:after,language=languageOf(path);if(!file||!isTestFile(path,file.text))return null;
let text=file.mode==="120000"?"":file.text??"",code=language?text.replace(language.comments,""):text;return language?{path,names:Array.from(code.matchAll(language.names),match=>match[3]??match[2]??""),
assertions:count2(code,language.assertions)+count2(code,strict),skips:count2(code,language.skips),found:new Map(signs.map(sign=>[sign,count2(code,sign.pattern)]))}:{path,names:snapshotNames(path,text),
assertions:0,skips:0,found:new Map}}var snapshotNames=(path,text)=>path.endsWith(".snap")?Array.from(text.matchAll(/^exports\[`((?:\\.|[^`\\])*)`\]/gm),([,name=""])=>`snapshot ${name}`):[],count2=(text,pattern)=>text.
match(pattern)?.length??0,sum=numbers=>numbers.reduce((all,one)=>all+one,0),isLess=({before,after})=>after<before;async function inspectChange({repository,base,commit,gates,config}){let changes=await readChange({repository,base,commit});if(!changes.ok)return changes;let listed=await gitOk({...inRepository(repository),
args:["ls-tree","-r","-z","--name-only",base]});if(!listed.ok)return listed;let tracked=listed.value.split("\0"),files=new Set(tracked),parts=await readGateParts(gates,{isFile:path=>files.has(path),read:path=>readFile(
repository,`${base}:${path}`)}),messages=await skippedInMessages({repository,base,commit});if(!messages.ok)return messages;let isAllowed=config.allow.length>0?(0,import_picomatch3.default)(config.allow,
{dot:!0}):()=>!1,found=[...findProtected(changes.value,config.protect),...findChangedGates(changes.value,parts),...findWeakened(changes.value,isAllowed),...findOddLockfiles(changes.value),...findSigns(
changes.value),...findDisguised(changes.value),...findIgnored(changes.value,tracked),...messages.value];return ok(found.filter(({path})=>!isAllowed(path)))}async function readFile(repository,name){let blob=await git(
{...inRepository(repository),args:["cat-file","blob",name]});return blob.exitCode===0?blob.stdout:null}var skips=/\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]|^skip-checks:\s*true|\*\*\*NO_CI\*\*\*/im;
async function skippedInMessages({repository,base,commit}){let log=await gitOk({...inRepository(repository),args:["log","-z","--format=%H %B",`${base}..${commit}`,"--"]});return log.ok?ok(log.value.split(
"\0").filter(message=>skips.test(message)).map(message=>({kind:"protected",path:message.slice(0,12),what:"The message of this commit tells CI to skip it. Commit it with another message."}))):log}var sayObjections=objections=>objections.map(({path,what})=>`- ${path}: ${what}`).join(`
`);async function baseOfChange({run},state,commit){let{repository}=run,tip=await readRef({repository,ref:`refs/heads/${mergedBranch(run.run)}`});return(tip&&await mergeBase({repository,one:tip,other:commit}))??
workspaceOf(state).base}async function check(attempt,state){let{infra,run,signal}=attempt,workspace=workspaceOf(state),commit=builtCommit(state),base=await baseOfChange(attempt,state,commit),gates=gatesOf(attempt),weakened=await inspectChange(
{repository:run.repository,base,commit,gates,config:run.config.gates});if(!weakened.ok)return weakened.failure;if(weakened.value.length>0)return object(attempt,state,weakened.value);let outputDirectory=join(
taskDirectory(infra,attempt),`checks-${state.attempt}-${state.round}`),report=await runGates(infra,{commands:gates,cwd:workspace.path,environment:workspace.environment,commit,outputDirectory,timeoutMs:run.
config.checkMinutes*6e4,signal});if(signal.aborted)return null;let short=report.passed?await findShort(attempt,{path:workspace.path,base,report,outputDirectory}):[];return signal.aborted?null:(recordTask(
attempt,{kind:"checks-finished",report:{...report,passed:report.passed&&short.length===0}}),short.length>0?object(attempt,state,short):report.passed?null:sendRed(attempt,state,report))}async function findShort(attempt,{
path,base,report,outputDirectory}){let{infra,run,signal}=attempt,gates=gatesOf(attempt);if(!run.config.gates.floors||gates.length===0)return[];let site={repository:run.repository,commit:base,path:`${path}\
.floor`,config:run.config,signal},measured=await measureFloor(infra,{...site,gates,outputDirectory:join(outputDirectory,"floor")});if(!measured.ok)return infra.log.warn({failure:measured.failure,commit:base},
"no test floor could be measured"),[];let floor=Object.fromEntries(Object.entries(measured.value).filter(([command])=>gates.includes(command)));return belowFloor(floor,countsIn(path,{report,junit:run.
config.gates.junit,floor}))}function object(attempt,state,objections){let otherwise={reason:"gates-weakened",task:state.key,objections:objections.map(({path,what})=>`${path}: ${what}`),keptAt:workspaceOf(
state).path};if(attempt.run.config.gates.weakened==="ask")return otherwise;let files=[...new Set(objections.map(({path})=>path))],detail=`Your change weakens what checks it. Take back each of these; t\
he task itself stays as it is.

${sayObjections(objections)}`;return sendBack(attempt,state,{because:"checks",detail,files,red:[],otherwise})}function sendRed(attempt,state,report){let red=report.gates.filter(gate=>gate.exitCode!==0);
return sendBack(attempt,state,{because:"checks",detail:"",files:[],red,otherwise:{reason:"checks-failed",task:state.key,commands:red.map(gate=>gate.command),outputPath:red[0]?.outputPath??"",red,keptAt:workspaceOf(
state).path}})}function builtCommit(state){if(!state.commit)throw new Error(`Task ${state.key} is ${state.phase} without a commit`);return state.commit}var fixBrief=material2=>[`${briefHeader(material2,"fix")}

# Mend this task

Your work came back. Mend what stands below, and nothing else, on the branch that is checked out here. ${fenceRule}`,material2.detail?`# What went wrong

${fence(material2.detail,"detail")}`:"",renderConflicts(material2.conflicts??[]),renderFailed(material2.failed??[],material2.failedOn??"your last commit"),...(material2.findings??[]).filter(isForFixer).
map(renderFinding),`# When you are done

Run the checks, then commit everything that belongs to the task. Never weaken, skip or delete a test or a check to make it pass: if one is wrong, say so and leave it.`].filter(part=>part!=="").join(`

`).concat(`
`),renderConflicts=files=>files.length===0?"":`# Conflicts

Other work was merged into your branch, and these files conflict. Resolve each so that both sides keep what they meant, remove the markers, \`git add\` them and finish with \`git commit --no-edit\`.

${fence(files.join(`
`),"files")}`,renderFailed=(failed,where)=>failed.length===0?"":`# Checks that failed on ${where}

${failed.map(({command,exitCode,outputPath})=>`Exit ${exitCode}; the whole output is in ${outputPath} and ends like this:

${fence(readTail(outputPath),command)}`).join(`

`)}`,isForFixer=({status,severity})=>status==="reproduced"||status==="unproven"&&severity==="critical",renderFinding=({severity,status,evidence,title,file,line,what})=>{let said=fence(`${title}
${file}:${line}

${what}`,"finding"),head=`# A ${severity} fault, ${status==="reproduced"?"reproduced by us":"not yet shown by a test"}

${said}`;if(!evidence)return`${head}

First write a test that shows it. If there is no such fault, keep the test and say so.`;let files=evidence.files.map(one=>fence(one.content,one.path)).join(`
`);return`${head}

With these files laid into the repository, this command fails now and must pass after your fix. Keep it as a regression test, where and how this repository keeps its tests.

${fence(evidence.command,"command")}
${files}`};async function fix(attempt,state){let workspace=workspaceOf(state);if(!state.fix)throw new Error(`Task ${state.key} is fixing without an order`);let builder=state.sessions.findLast(({stage,endedAt,launchedAt})=>isWriter(
stage)&&endedAt!==null&&launchedAt<state.since),outcome=await runSession(attempt,state,{stage:"fix",resumes:builder?.id??null,brief:fixBrief({run:attempt.run.run,task:attempt.task.key,attempt:state.attempt,
...material(state,state.fix)}),cwd:workspace.path,environment:workspace.environment,tools:{allow:builderTools(attempt),readOnly:!1},due:{worktree:workspace.path,since:state.commit??workspace.base,checks:gatesOf(
attempt)}});return outcome.ok?acceptWork(attempt,state,outcome.value):outcome.failure}function material(state,{because,detail,files,red}){switch(because){case"findings":return{detail,findings:state.verdicts.
at(-1)?.findings??[]};case"conflict":return{detail,conflicts:files,failed:red,failedOn:"your work together with what other tasks merged"};case"checks":return{detail,failed:red}}}var isWriter=stage=>stage===
"build"||stage==="fix";import{join as join3}from"node:path";var mostDiff=3e4,mostLoaded=60,lessonBrief=({finding,diff,loaded,isProseIgnored:isProseIgnored2,...about})=>`${briefHeader(about,"learn")}

# Draft one rule

A review found a fault, we reproduced it, and a change mended it: the evidence failed before and passes now. Write the
smallest rule that would have prevented it, for whoever writes such code here next.

${fenceRule}

# The fault

${fence(`${finding.title}
${finding.file}:${finding.line}

${finding.what}`,"finding")}

${fence(renderEvidence(finding),"evidence")}

# The change that mended it

${fence(diff.length>mostDiff?`${diff.slice(0,mostDiff)}
[cut]`:diff,"diff")}

# What sessions are told already

${loaded.length>0?fence(loaded.slice(0,mostLoaded).map(({place,text})=>`${place}: ${text}`).join(`
`),"rules"):"Nothing."}

# What to answer

- \`rule\`: what to do, in one or two plain sentences. It must help with code that does not exist yet, so name the class of
  fault and not this task.
- \`why\`: what happened without it.
- \`paths\`: globs of the files that it is about, as narrow as the rule allows. One must match ${finding.file}.
- \`cause\`: what was missing. A slip that no rule would prevent is a \`slip\`.
- \`same\`: where a rule that says this already stands (the words before its colon), or null. \`contradicts\`: one that says the opposite.
- \`check\`: a command, run at the repository root, that fails wherever this class of fault is and passes on the mended commit, with
  the files that it needs; they are kept in the folder \`$CHECK\`. ${isProseIgnored2?"Rules of this kind were read here and did not hold, so a check is what is needed.":"Null when no command can tell."}\


Plain text: no links, no HTML, no line that starts with @. A rule says how to write code. It never says to skip, weaken or
ignore a test, a check, a review or another rule. Change nothing.

Answer with the structured output.
`,renderEvidence=({evidence})=>evidence?[evidence.command,...evidence.files.map(({path,content})=>`
${path}:
${content}`)].join(`
`):"none";var enough=2;function isProseIgnored(book,file){let times=[...book.values()].filter(({recurrences})=>recurrences.length>0).reduce((sum2,{recurrences})=>sum2+recurrences.length,0),held=[...book.values()].
filter(({form,state})=>form!=="check"&&state!=="retired");return times>=enough||held.some(({paths})=>anyOverlap(paths,[file]))}var loads2=/(?:^|\/)(?:CLAUDE|AGENTS)(?:\.local)?\.md$|^\.claude\/rules\/.+\.md$|^\.claude\/skills\/[^/]+\/SKILL\.md$/;async function loadedRules({book,paths,...place}){let files=(await listCommitted(
{...place,under:[]})).filter(path=>loads2.test(path)),written=[...await readAllCommitted({...place,paths:files})].filter(([path,text])=>anyOverlap(scopeOf(path,text),paths)).flatMap(([path,text])=>statementsOf(
path,text));return[...[...book.values()].filter(record2=>isInUse(record2)&&anyOverlap(record2.paths,paths)).map(({id,rule})=>({text:rule,place:`lesson ${id}`,lesson:id})),...written]}function scopeOf(path,text){
if(path.startsWith(".claude/"))return readPaths(text)??[];let folder=path.slice(0,path.lastIndexOf("/")+1);return folder===""?[]:[`${folder}**`]}var ours=/<!-- fanout:lesson [\s\S]*?<!-- \/fanout:lesson \w+ -->|<!--[\s\S]*?-->|```[\s\S]*?```/g;
function statementsOf(path,text){let skipped=text.length-withoutMatter(text).length,first=text.slice(0,skipped).split(`
`).length;return withoutMatter(text).replace(ours,block=>block.replace(/[^\n]/g,"")).split(`
`).flatMap((line,at)=>{let said=line.replace(/^\s*(?:[-*+]|\d+\.|>)?\s*/,"").trim();return said.length>=8&&!/^(?:#|\||---)/.test(said)?[{text:said.slice(0,400),place:`${path}:${first+at}`,lesson:null}]:
[]})}import{join as join2}from"node:path";async function proveCheck(infra,{lesson,check:check2,brokenAt,fixedAt,control,outputDirectory,...site}){let evidence={files:[...checkFiles(lesson,check2)].map(([path,content])=>({path,content})),command:`\
sh ${checkPath(lesson.id)}`},trials=[{on:"broken",commit:brokenAt,wanted:"reproduced"},{on:"fixed",commit:fixedAt,wanted:"not-reproduced"},{on:"control",commit:control,wanted:"not-reproduced"}];for(let{
on,commit,wanted}of trials){let outputPath=join2(outputDirectory,`check-${on}.log`),shown=await withCheckout(infra,{...site,commit,outputPath:join2(outputDirectory,`setup-${on}.log`)},checkout=>replayEvidence(
infra,{checkout,evidence,timeoutMs:checkTimeoutMs,outputPath,signal:site.signal}));if(!shown.ok)return shown;if(shown.value!==wanted)return ok({isProven:!1,on})}return ok({isProven:!0})}var checkTimeoutMs=6e4;async function learn(attempt,state){let{infra,run,task,signal}=attempt;if(run.config.lessons)for(let proven of state.proven){let current=readTaskState(infra.store,run.run,task.key)??state,failure=await teach(
attempt,current,proven);if(signal.aborted)return null;if(failure&&isWorthWaiting(failure,{setbacks:current.setbacks,now:infra.clock.now()}))return failure;failure&&infra.log.warn({failure,task:task.key},
"no lesson was written")}return giveBack(attempt,state)}var isWorthWaiting=(failure,{setbacks,now})=>reactTo(failure,{setbacks,now,hasWorked:!0}).do==="wait";async function teach(attempt,state,{finding,
brokenAt,fixedAt}){let{infra,run,task}=attempt,{repository}=run;if((readRunState(infra.store,run.run)?.lessons??[]).some(({lesson:{provenance}})=>provenance.task===task.key&&provenance.finding===finding.
id))return null;let workspace=workspaceOf(state),diff=await readDiff({repository,base:brokenAt,commit:fixedAt});if(!diff.ok)return diff.failure;let target=`refs/heads/${mergedBranch(run.run)}`,control=await readRef(
{repository,ref:target});if(control===null)return{reason:"revision-unknown",revision:target,path:repository.commonDir};let book=await readRunBook(attempt),loaded=await loadedRules({repository,commit:control,
book,paths:[finding.file]}),material2={finding,diff:diff.value,loaded,isProseIgnored:isProseIgnored(book,finding.file)},outcome=await runSession(attempt,state,{stage:"learn",brief:lessonBrief({run:run.
run,task:task.key,attempt:state.attempt,...material2}),cwd:workspace.path,environment:workspace.environment,schema:lessonJsonSchema,tools:{allow:[],readOnly:!0},about:finding.id});if(!outcome.ok)return outcome.
failure;let lesson=admitLesson({answer:outcome.value.structured,session:outcome.value.session,directory:outcome.value.directory,proven:{finding,brokenAt,fixedAt},fix:diff.value,loaded,run:run.run,task:task.
key});if(!lesson.ok)return lesson.failure;let proven=await provenCheck(attempt,state,{lesson:lesson.value,control}),written=await attempt.merging(()=>writeLesson(infra,{repository,target,lesson:lesson.
value,proven}));if(!written.ok)return written.failure;let{commit,path,lesson:asWritten,came,state:standing2}=written.value;return came!=="recurred"&&standing2!=="candidate"&&record(infra,{kind:"lesson\
-written",run:run.run,lesson:asWritten,commit,path}),null}async function provenCheck(attempt,state,{lesson,control}){let{infra,run,task,signal}=attempt;if(!lesson.check||lesson.asks!==null)return null;
let{brokenAt,fixedAt}=lesson.provenance,id=lesson.same??lesson.id,proof=await proveCheck(infra,{repository:run.repository,lesson:{...lesson,id},check:lesson.check,brokenAt,fixedAt,control,path:`${workspaceOf(
state).path}.lesson`,config:run.config,environment:{FANOUT_RUN:run.run,FANOUT_TASK:task.key},outputDirectory:join3(taskDirectory(infra,attempt),`lesson-${id}`),signal});return proof.ok&&proof.value.isProven?
lesson.check:(infra.log.warn({task:task.key,lesson:id,proof},"the check of a lesson is not proven"),null)}async function giveBack(attempt,state){let{infra,run,task}=attempt,current=readTaskState(infra.
store,run.run,task.key)??state;if(current.workspace){let{path,branch}=current.workspace,removed=await removeWorkspace(infra,{repository:run.repository,path,rescueRef:rescueRef(run.run,task.key,infra.clock.
now()),deleteBranch:{branch,keepAt:attemptRef(run.run,task.key,state.attempt),mergedInto:state.merged?.commit??null}});removed.ok?recordTask(attempt,{kind:"workspace-removed",path,rescued:removed.value.
rescued}):infra.log.warn({failure:removed.failure,task:task.key},"the workspace stays; `fanout clean` tries again")}return recordTask(attempt,{kind:"task-done"}),null}import{join as join4}from"node:path";async function startConflict(infra,{workspace,onto}){let{path,branch}=workspace,repository=await findRepository(path);if(!repository.ok)return repository;if((await git({cwd:path,args:["rev-parse","--v\
erify","--quiet","MERGE_HEAD"]})).exitCode===0)return listConflicts(path);let merge2=await git({cwd:path,environment:await identityEnvironment(repository.value),config:["merge.conflictStyle=diff3","re\
rere.enabled=false"],args:["merge","--no-ff","--no-stat","--no-verify","-m",`Merge what landed into ${branch}`,onto]}),conflicts=await listConflicts(path);return!conflicts.ok||(infra.log.info({path,onto,
files:conflicts.value.files},"merged what landed into a task"),merge2.exitCode===0||conflicts.value.files.length>0)?conflicts:fail({reason:"checkout-dirty",path,detail:merge2.stderr.trim()})}async function listConflicts(path){
let listed=await gitOk({cwd:path,args:["ls-files","--unmerged","-z"]});if(!listed.ok)return listed;let paths=listed.value.split("\0").flatMap(record2=>record2===""?[]:[record2.slice(record2.indexOf("	")+
1)]);return ok({files:[...new Set(paths)]})}async function merge(attempt,state){let{infra,run,task,signal}=attempt,target=`refs/heads/${mergedBranch(run.run)}`,commit=builtCommit(state),onto=await readRef({repository:run.repository,ref:target});
if(onto===null)return{reason:"revision-unknown",revision:target,path:run.repository.commonDir};recordTask(attempt,{kind:"merge-wanted",commit,onto});let merged=await mergeTask(infra,{repository:run.repository,
run:run.run,task:task.key,title:task.title,commit,target,gates:gatesOf(attempt),config:run.config,checkoutPath:`${workspaceOf(state).path}.merge`,outputDirectory:join4(taskDirectory(infra,attempt),`me\
rge-${state.attempt}-${state.round}`),signal});return signal.aborted?null:merged.ok?(recordTask(attempt,{kind:"merged",...merged.value}),null):(recordTask(attempt,{kind:"merge-refused",failure:merged.
failure}),refused(attempt,state,merged.failure))}async function refused(attempt,state,failure){if(failure.reason!=="merge-conflict"&&failure.reason!=="checks-failed")return failure;let workspace=workspaceOf(
state),keptAt=workspace.path,onto=await readRef({repository:attempt.run.repository,ref:`refs/heads/${mergedBranch(attempt.run.run)}`});if(onto===null)return failure;if(state.round>=attempt.run.config.
rounds)return giveUp(state,failure,keptAt);let started=await startConflict(attempt.infra,{workspace,onto});if(!started.ok)return started.failure;let{files}=started.value,detail=failure.reason==="merge\
-conflict"?`Other tasks changed the same lines. Their work is merged into your branch; these files have conflict markers: ${files.join(", ")}`:"Each side passes alone. What other tasks merged is merge\
d into your branch: mend what fails of both together.",red=failure.reason==="checks-failed"?failure.red:[];return sendBack(attempt,state,{because:"conflict",detail,files,red,otherwise:giveUp(state,failure,
keptAt)})}var giveUp=(state,failure,keptAt)=>failure.reason==="merge-conflict"?{reason:"conflict-unresolved",task:state.key,files:failure.files,keptAt}:failure;var planBrief=(attempt,state,lessons)=>{let{run,task}=attempt;return`${briefHeader({run:run.run,task:task.key,attempt:state.attempt},"plan")}

# Plan this task

Read what you need of this repository and plan the smallest change that meets the spec. Change nothing. Answer with the
structured output: a summary, the paths you will touch, the steps, the commands that will show that it works, and the risks.

${fenceRule}

# Spec

${fence(`${task.title}

${task.spec}`,"spec")}
${task.paths.length>0?`
The author expects changes in:

${fence(task.paths.join(`
`),"paths")}
`:""}${lessons}`};var planSchema=external_exports.strictObject({summary:external_exports.string().max(4e3).describe("What will be done, in a few sentences."),paths:external_exports.array(external_exports.string().max(500)).
max(200).describe("Files that will be created or changed, relative to the repository."),steps:external_exports.array(external_exports.string().max(2e3)).max(100).describe("The steps, in order."),checks:external_exports.
array(external_exports.string().max(500)).max(50).describe("Commands that will show that it works."),risks:external_exports.array(external_exports.string().max(2e3)).max(50).describe("What could go wr\
ong, and what other work it could collide with.")});async function plan(attempt,state){let workspace=workspaceOf(state),outcome=await runSession(attempt,state,{stage:"plan",brief:planBrief(attempt,state,await lessonsFor(attempt,state,{stage:"plan"})),cwd:workspace.
path,environment:workspace.environment,schema:external_exports.toJSONSchema(planSchema),tools:{allow:[],readOnly:!0}});if(!outcome.ok)return outcome.failure;let answer=planSchema.safeParse(outcome.value.
structured);if(!answer.success){let{session,directory}=outcome.value;return{reason:"answer-invalid",session,detail:external_exports.prettifyError(answer.error),keptAt:directory}}return recordTask(attempt,
{kind:"plan-made",plan:answer.data}),null}import{join as join5}from"node:path";async function prepare(attempt,state){let{infra,run,task,signal}=attempt,wanted=state.wanted??await want(attempt,state);if("reason"in wanted)return wanted;let workspace=await createWorkspace(infra,{repository:run.
repository,run:run.run,task:task.key,base:wanted.base,branch:wanted.branch,path:wanted.path,config:run.config,source:run.repository.mainWorktree,outputPath:join5(taskDirectory(infra,attempt),`setup-${state.
attempt}.log`),signal});return workspace.ok?(recordTask(attempt,{kind:"workspace-ready",workspace:workspace.value}),null):workspace.failure}async function want(attempt,state){let{infra,run,task}=attempt,
path=worktreePath({repository:run.repository,config:run.config,run:run.run,task:task.key}),branch=taskBranch(run.run,task.key);if(state.attempt>1){let cleared=await removeWorkspace(infra,{repository:run.
repository,path,rescueRef:rescueRef(run.run,task.key,infra.clock.now()),deleteBranch:{branch,keepAt:attemptRef(run.run,task.key,state.attempt-1)}});if(!cleared.ok)return cleared.failure}let base=await readRef(
{repository:run.repository,ref:`refs/heads/${mergedBranch(run.run)}`});return base===null?{reason:"revision-unknown",revision:mergedBranch(run.run),path:run.repository.commonDir}:(recordTask(attempt,{
kind:"workspace-wanted",path,branch,base}),{path,branch,base})}import{existsSync}from"node:fs";import{join as join6}from"node:path";async function confirmFixed(infra,{findings,...site}){let proven=findings.filter(finding=>finding.status==="reproduced"),replayed=await replayFindings(infra,{...site,findings:proven});if(!replayed.ok)
return replayed;let having=status=>proven.filter(({id})=>replayed.value.get(id)===status);return ok({fixed:having("not-reproduced"),broken:having("reproduced"),unproven:having("unproven")})}function converge({verdict,earlier,rounds}){if(verdict.decision==="pass")return{next:"pass"};let round=earlier.length+1,findings=verdict.findings.filter(finding=>isBlocking(finding,round)),before=new Set(
earlier.flatMap((one,index)=>one.findings.filter(finding=>isBlocking(finding,index+1))).flatMap(names));return findings.some(finding=>names(finding).some(name=>before.has(name)))?{next:"ask",because:"\
repeated",findings}:earlier.length>=rounds?{next:"ask",because:"rounds-spent",findings}:{next:"fix",findings}}var names=({id,evidence})=>evidence?[id,digest(JSON.stringify(evidence))]:[id];async function review(attempt,state){let{infra,run,task,signal}=attempt,outputDirectory=join6(taskDirectory(infra,attempt),`review-${state.attempt}-${state.round}`),commit=builtCommit(state),environment={
FANOUT_RUN:run.run,FANOUT_TASK:task.key},path=`${workspaceOf(state).path}.review`,site={repository:run.repository,commit,path,config:run.config,environment,signal},outputPath=join6(outputDirectory,"se\
tup.log"),answer=sessionOfThisPhase(state,{stage:"review"})!==null&&existsSync(path)?ok(await ask(attempt,state,{checkout:{path,environment},outputDirectory})):await withCheckout(infra,{...site,outputPath},
checkout=>ask(attempt,state,{checkout,outputDirectory}));if(!answer.ok)return answer.failure;if(!answer.value.ok)return answer.value.failure;let replay={...site,outputDirectory},round=state.verdicts.length+
1,verdict=await judge(infra,{...replay,answer:answer.value.value,round});if(!verdict.ok)return verdict.failure;let earlier=openFindings(state),confirmed=await confirmFixed(infra,{...replay,findings:earlier.
map(({finding})=>finding)});if(!confirmed.ok)return confirmed.failure;if(signal.aborted)return null;for(let{finding,brokenAt}of earlier)has(confirmed.value.fixed,finding)&&recordTask(attempt,{kind:"fi\
nding-proven",finding,brokenAt,fixedAt:commit});let open2=[...confirmed.value.broken,...confirmed.value.unproven];return conclude(attempt,state,withOpen(verdict.value,{open:open2,round}))}async function ask(attempt,state,{
checkout,outputDirectory}){let{run,task}=attempt,commit=builtCommit(state),base=await baseOfChange(attempt,state,commit),diff=await readDiff2({repository:run.repository,base,commit,path:join6(outputDirectory,
"change.diff")});if(!diff.ok)return diff;let brief={run:run.run,task:task.key,attempt:state.attempt,title:task.title,spec:task.spec},lessons=await lessonsFor(attempt,state,{stage:"review",ask:citeLessons}),
outcome=await runSession(attempt,state,{stage:"review",brief:reviewBrief({...brief,diff:diff.value,base,commit,checks:gatesOf(attempt),lessons}),cwd:checkout.path,environment:checkout.environment,schema:verdictJsonSchema,
tools:{allow:readerRules(gatesOf(attempt)),readOnly:!0}});if(!outcome.ok)return outcome;let{session,directory}=outcome.value;return readReviewAnswer(outcome.value.structured,{session,keptAt:directory})}
function openFindings(state){let mended=state.proven.map(({finding})=>finding),open2=state.verdicts.flatMap(({commit,findings})=>findings.filter(finding=>finding.status==="reproduced"&&!has(mended,finding)).
map(finding=>({finding,brokenAt:commit})));return[...new Map(open2.map(one=>[one.finding.id,one])).values()]}var has=(findings,{id})=>findings.some(finding=>finding.id===id);function withOpen(verdict,{
open:open2,round}){let missed=open2.filter(finding=>!has(verdict.findings,finding)),findings=[...verdict.findings,...missed];return{...verdict,findings,decision:decide(findings,round)}}function conclude(attempt,state,verdict){
recordTask(attempt,{kind:"review-finished",verdict});let next=converge({verdict,earlier:state.verdicts,rounds:attempt.run.config.rounds});if(next.next==="pass")return null;let blocks={reason:"review-b\
locks",task:state.key,findings:next.findings.map(({title,file,line})=>`${title} (${file}:${line})`),keptAt:workspaceOf(state).path};if(next.next==="ask")return blocks;let files=[...new Set(next.findings.
map(({file})=>file))];return sendBack(attempt,state,{because:"findings",detail:verdict.summary,files,red:[],otherwise:blocks})}var stages={preparing:prepare,planning:plan,building:build,checking:check,reviewing:review,fixing:fix,merging:merge,learning:learn};function stageOf(phase){let stage=stages[phase];if(!stage)throw new Error(
`Nothing is done in phase ${phase}`);return stage}async function carryOn(attempt){let{infra,run,task,signal}=attempt;for(;;){let state=readTaskState(infra.store,run.run,task.key);if(!state||isEnded(state.phase)||state.phase==="waiting"||state.phase===
"parked"||signal.aborted||readRunState(infra.store,run.run)?.status==="paused")return;let failure=await stageOf(state.phase)(attempt,state);if(signal.aborted)return;failure?stop(attempt,failure):assertProgress(
attempt,state)}}function stop(attempt,said){let{infra,run,task}=attempt,failure=exhaustedDisk([infra.home,run.repository.commonDir])??said,now=infra.clock.now(),setbacks=readTaskState(infra.store,run.
run,task.key)?.setbacks??0,reaction=isCutShort(attempt,failure)?{do:"wait",until:now}:reactTo(failure,{setbacks,hasWorked:hasWorked(attempt),now});switch(reaction.do){case"wait":return recordTask(attempt,
{kind:"task-parked",failure,until:reaction.until});case"pause-all":return recordTask(attempt,{kind:"task-parked",failure,until:now}),pauseAll(infra);case"ask":return recordTask(attempt,{kind:"task-blo\
cked",failure});case"give-up":return recordTask(attempt,{kind:"task-failed",failure})}}function isCutShort({infra,run,task},failure){if(failure.reason!=="session-over-budget")return!1;let session=(readTaskState(
infra.store,run.run,task.key)?.sessions??[]).find(({id})=>id===failure.session);return session?(session.allowance?.[failure.limit]??1/0)<(stageAllowance(run.config,session.stage)[failure.limit]??1/0):
!1}var hasWorked=({infra,run})=>readTaskStates(infra.store,run.run).some(({sessions})=>sessions.some(({endedAt,failure})=>endedAt!==null&&failure===null));function assertProgress({infra,run,task},before){
let after=readTaskState(infra.store,run.run,task.key);if(after&&JSON.stringify(after)===JSON.stringify(before))throw new Error(`Stage ${before.phase} of ${task.key} changed nothing`)}var hot=[[/(?:^|\/)(?:package-lock\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock|Cargo\.lock|go\.sum|uv\.lock|poetry\.lock|Gemfile\.lock|composer\.lock)$/,"a lockfile"],[/(?:^|\/)(?:CHANGE(?:S|LOG)|HISTORY|NEWS|RELEASES?)(?:\.\w+)?$/i,
"a list of changes that everybody appends to"],[/(?:^|\/)(?:migrations?|migrate)\//i,"a folder of numbered migrations"],[/(?:^|\/)(?:routes?|router|urls)\.\w+$/i,"a table of routes"],[/(?:^|\/)index\.[cm]?[jt]sx?$|(?:^|\/)mod\.rs$|(?:^|\/)__init__\.py$/,
"a list of what a folder exports"]],believed={risk:.35,hotRisk:.8,pairs:4},mostChanges=40,reach=1;function learnFileRisks(history){let changes=new Map;for(let{files}of history)for(let[path,spans]of files){
let known=changes.get(path)??[];known.length<mostChanges&&known.push(spans),changes.set(path,known)}return path=>{let seen=changes.get(path)??[],reason=hot.find(([pattern])=>pattern.test(path))?.[1],start=reason?
believed.hotRisk:believed.risk,{pairs,met}=countPairs(seen),risk=(start*believed.pairs+met)/(believed.pairs+pairs),past=pairs===0?"it has no history":`${met} of ${pairs} pairs of its last changes met`;
return{risk,because:reason?`${reason}; ${past}`:past}}}function countPairs(changes){let pairs=0,met=0;for(let[index,one]of changes.entries())for(let other of changes.slice(index+1))pairs+=1,one.some(span=>other.
some(second=>touches(span,second)))&&(met+=1);return{pairs,met}}var touches=([from,to],[start,end])=>from<=end+reach&&start<=to+reach;var import_picomatch4=__toESM(require_picomatch(),1);function forecastOverlaps(tasks,{files,riskOf}){let reached=tasks.map(({key,paths})=>({key,files:reach2(paths,files)}));return reached.flatMap((one,index)=>reached.
slice(index+1).flatMap(other=>overlap(one,other,riskOf))).toSorted((one,other)=>other.risk-one.risk)}function reach2(paths,files){let found=new Map;for(let path of paths){let isWanted=(0,import_picomatch4.default)(
path,{dot:!0}),covered=files.filter(file=>isWanted(file)||file.startsWith(`${path.replace(/\/$/,"")}/`)),isNew=covered.length===0&&!/[*?[\]{}]/.test(path),share=Math.min(1,fewFiles/Math.max(covered.length,
1));for(let file of isNew?[path]:covered)found.set(file,Math.max(found.get(file)??0,share))}return found}var fewFiles=4;function overlap(one,other,riskOf){let files=[...one.files].flatMap(([path,share])=>{
let others=other.files.get(path);if(others===void 0)return[];let{risk:risk2,because}=riskOf(path);return[{path,risk:risk2*share*others,because}]});if(files.length===0)return[];let risk=1-files.reduce(
(safe,file)=>safe*(1-file.risk),1);return[{tasks:[one.key,other.key],risk,files:files.toSorted((first,second)=>second.risk-first.risk)}]}var sayOverlap=({tasks:[one,other],risk,files})=>{let[worst]=files,
more=files.length>1?` and ${files.length-1} more`:"";return`${one} and ${other} may collide (${Math.round(risk*100)} %) in ${worst?.path??"no file"}${more}: ${worst?.because??""}.`};var mostRisk=.5;function keepApart(ready,{underWay,overlaps,most=Number.POSITIVE_INFINITY}){let start=[],held=[];for(let task of ready){if(start.length>=most)break;let clash=overlaps.find(({tasks,risk})=>risk>
mostRisk&&tasks.includes(task)&&[...underWay,...start].some(other=>other!==task&&tasks.includes(other))),behind=clash?.tasks.find(other=>other!==task);clash&&behind?held.push({task,behind,because:sayOverlap(
clash)}):start.push(task)}return{start,held}}var mostCommits=600,mostFiles=60;async function readHistory({repository,commit,limit=mostCommits}){let args=["log","--no-merges",`--max-count=${limit}`,"--format=%x00","--patch","--unified=0","--no-re\
names"],plain=["--no-color","--no-ext-diff","--no-textconv","--no-prefix"],listed=await gitOk({...inRepository(repository),config:["core.quotePath=false"],args:[...args,...plain,commit,"--"]});if(!listed.
ok)return listed;let changes=listed.value.split("\0").map(parseChange);return ok(changes.filter(({files})=>files.size>0&&files.size<=mostFiles))}var heads=/^(?:(?:---|\+\+\+) ([^\n\t]+)|@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@)/gm;
function parseChange(text){let files=new Map,file="";for(let[,name,line,count3]of text.matchAll(heads)){if(name!==void 0&&name!=="/dev/null"&&(file=name),line===void 0||file==="")continue;let spans=files.
get(file)??[];files.set(file,spans),spans.push([Number(line),Number(line)+Number(count3??1)])}return{files}}var OverlapWatch=class{#infra;#base=null;#overlaps=[];#said=new Set;constructor(infra){this.#infra=infra}async look(run,tasks){let plans=new Map(tasks.map(({key,plan:plan2})=>[key,plan2?.paths??[]])),
reach3=run.graph.tasks.map(({key,paths})=>({key,paths:[...paths,...plans.get(key)??[]]}));!run.config.merges.separate||reach3.filter(({paths})=>paths.length>0).length<2||(this.#base??=await this.#learn(
run),this.#overlaps=forecastOverlaps(reach3,this.#base))}choose(ready,{underWay,free}){let{start,held}=keepApart(ready,{underWay,overlaps:this.#overlaps,most:Math.max(0,free)});for(let one of held)this.#said.
has(one.because)||(this.#said.add(one.because),this.#infra.log.info(one,"a task waits, since it would collide with one under way"));return start}async#learn({repository,base}){let history=await readHistory(
{repository,commit:base}),files=await listTree({repository,tree:base});return history.ok||this.#infra.log.warn({failure:history.failure},"the history could not be read for a forecast"),{files:files.ok?
[...files.value.keys()]:[],riskOf:learnFileRisks(history.ok?history.value:[])}}};var RunDriver=class{#infra;#run;#carried=new Map;#overlaps;#stopping=new Map;#limiterOf;constructor(infra,{run,limiterOf}){this.#infra=infra,this.#overlaps=new OverlapWatch(infra),this.#run=run,this.#limiterOf=
limiterOf}async tick(){let state=readRunState(this.#infra.store,this.#run);if(!state)return!0;let tasks=readTaskStates(this.#infra.store,this.#run);return this.#stopCancelled(state,tasks),state.status===
"cancelling"?this.#cancelled(tasks):state.status==="paused"?!1:state.status!=="running"?this.#carried.size===0:await this.#ensureTarget(state)?(this.#wake(state,tasks),this.#blockOrphans(state,tasks),
await this.#overlaps.look(state,tasks),this.#start(state),this.#finish(state)):!1}async#ensureTarget(state){if(state.mergedCommit)return!0;let branch=mergedBranch(state.run),ref=`refs/heads/${branch}`,
there=await readRef({repository:state.repository,ref});if(there===null){let made=await updateRef({repository:state.repository,ref,to:state.base,from:null});if(!made.ok)return this.#blockAll(made.failure)}
return record(this.#infra,{kind:"target-created",run:state.run,branch,commit:there??state.base}),!0}#blockAll(failure){for(let{key,phase}of readTaskStates(this.#infra.store,this.#run))isEnded(phase)||
record(this.#infra,{kind:"task-blocked",run:this.#run,task:key,failure});return record(this.#infra,{kind:"run-finished",run:this.#run}),!1}#wake({config},tasks){let now=this.#infra.clock.now(),due=tasks.
filter(({parked})=>parked!==null&&parked.until<=now);for(let{key}of due.slice(0,Math.max(0,config.slots-tasks.filter(isUnderWay).length)))record(this.#infra,{kind:"task-woken",run:this.#run,task:key})}#blockOrphans(state,tasks){
let phases=new Map(tasks.map(task=>[task.key,task.phase]));for(let task of state.graph.tasks){if(phases.get(task.key)!=="waiting")continue;let dependency=task.dependsOn.find(key=>["failed","blocked","\
cancelled"].includes(phases.get(key)??""));if(!dependency)continue;phases.set(task.key,"blocked");let failure={reason:"dependency-failed",task:task.key,dependency};record(this.#infra,{kind:"task-block\
ed",run:this.#run,task:task.key,failure})}}#start(state){let tasks=readTaskStates(this.#infra.store,this.#run),underWay=tasks.filter(isUnderWay);for(let{key}of underWay)this.#carry(state,key);let candidates=nextTasks(
{graph:state.graph,phases:new Map(tasks.map(task=>[task.key,task.phase])),free:tasks.length,weights:criticalPath(state.graph)}),free=state.config.slots-underWay.length,ready=this.#overlaps.choose(candidates,
{underWay:underWay.map(({key})=>key),free}),spent=ready.length>0?runBudget(state,tasks):null;for(let key of ready){if(spent){record(this.#infra,{kind:"task-blocked",run:this.#run,task:key,failure:spent});
continue}let attempt=(tasks.find(task=>task.key===key)?.attempt??0)+1;record(this.#infra,{kind:"task-started",run:this.#run,task:key,attempt}),this.#carry(state,key)}}#carry(run,key){let task=run.graph.
tasks.find(one=>one.key===key);if(!task||this.#carried.has(key))return;let abort=new AbortController,rest2=this.#attempt(run,task,abort).finally(()=>this.#carried.delete(key));this.#carried.set(key,{abort,
rest:rest2})}async#attempt(run,task,abort){let target=targetKey({repository:run.repository,target:`refs/heads/${mergedBranch(run.run)}`}),merging=work=>inTurn(target,work),limiter=this.#limiterOf(run.
agent.name),attempt={infra:this.#infra,run,task,signal:abort.signal,merging,limiter};try{await carryOn(attempt)}catch(error){let exhausted=exhaustedBy(error);if(exhausted)return stop(attempt,exhausted);
this.#infra.log.error({err:error,run:run.run,task:task.key},"defect in a task");let detail=error instanceof Error?error.stack??error.message:String(error);record(this.#infra,{kind:"task-failed",run:run.
run,task:task.key,failure:{reason:"defect",detail}})}}#finish(state){return this.#carried.size>0||!readTaskStates(this.#infra.store,this.#run).every(task=>isEnded(task.phase))?!1:(record(this.#infra,{
kind:"run-finished",run:state.run}),!0)}#stopCancelled(state,tasks){for(let{key,phase,cancelAsked}of tasks)isEnded(phase)||this.#stopping.has(key)||!(cancelAsked||state.status==="cancelling")||this.#stopping.
set(key,this.#stop(key).finally(()=>this.#stopping.delete(key)))}#cancelled(tasks){return this.#stopping.size>0||!tasks.every(task=>isEnded(task.phase))?!1:(record(this.#infra,{kind:"run-cancelled",run:this.#run}),
!0)}async#stop(key){let carried=this.#carried.get(key);carried?.abort.abort(),await carried?.rest;for(let session of readTaskState(this.#infra.store,this.#run,key)?.sessions??[]){if(session.endedAt!==
null)continue;let{id,stage,directory}=session,{spending}=await stopSession(this.#infra,{session:id}),failure={reason:"session-stopped",session:id,keptAt:directory};record(this.#infra,{kind:"session-en\
ded",run:this.#run,task:key,session:id,stage,spending,failure})}record(this.#infra,{kind:"task-cancelled",run:this.#run,task:key})}},isUnderWay=({phase})=>!isEnded(phase)&&phase!=="waiting"&&phase!=="\
parked";import{readFileSync,renameSync,writeFileSync}from"node:fs";import{join as join7}from"node:path";var open={most:64,closedUntil:0,detail:""},halvesEveryMs=1e4,staggerMs={claude:300},lookEveryMs=50,Limiter=class{#infra;#agent;#path;#state;#live=0;#startedMs=-1/0;#halvedMs=-1/0;constructor(infra,agent){
this.#infra=infra,this.#agent=agent,this.#path=join7(infra.home,`account-${agent}.json`),this.#state=readAccount(infra,agent)}get state(){return this.#state}async enter(signal){let{clock}=this.#infra,
pause=staggerMs[this.#agent]??0;for(;;){let{closedUntil,detail,most}=this.#state;if(closedUntil>clock.now())return{reason:"agent-rate-limited",agent:this.#agent,detail,resetsAt:closedUntil};if(this.#live<
Math.max(1,Math.floor(most))&&clock.elapsed()-this.#startedMs>=pause||signal.aborted)break;await clock.sleep(lookEveryMs,signal)}return this.#startedMs=clock.elapsed(),this.#live+=1,null}adopt(){this.#live+=
1}leave(failure){if(this.#live-=1,failure===null)return this.#learn({most:Math.min(open.most,this.#state.most+1/Math.max(1,this.#state.most))});if(failure.reason==="agent-rate-limited"&&failure.resetsAt!==
null)return this.#learn({closedUntil:Math.max(failure.resetsAt,this.#state.closedUntil),detail:failure.detail});if(classOf(failure)==="auth")return this.#learn({most:1});(failure.reason==="agent-rate-\
limited"||failure.reason==="agent-unavailable")&&this.#halve()}#halve(){let nowMs=this.#infra.clock.elapsed();nowMs-this.#halvedMs<halvesEveryMs||(this.#halvedMs=nowMs,this.#learn({most:Math.max(1,Math.
min(this.#state.most,this.#live+1)/2)}))}#learn(change){this.#state={...this.#state,...change};let draft=`${this.#path}.${process.pid}.tmp`;writeFileSync(draft,`${JSON.stringify(this.#state)}
`,{mode:384}),renameSync(draft,this.#path)}};function readAccount({home},agent){try{return{...open,...JSON.parse(readFileSync(join7(home,`account-${agent}.json`),"utf8"))}}catch{return open}}import{renameSync as renameSync2,writeFileSync as writeFileSync2}from"node:fs";import{join as join8}from"node:path";var newsMs=24*3600*1e3;function writeStanding(infra){let now=infra.clock.now(),lines2=listRuns(infra).filter(({finishedAt,repository})=>(finishedAt===null||now-finishedAt<newsMs)&&repository.mainWorktree!==
null).map(view=>[view.repository.mainWorktree,Math.ceil(((view.finishedAt??-newsMs)+newsMs)/1e3),standing(view)]).map(fields=>`${fields.map(field=>String(field).replaceAll(/[\t\n]/g," ")).join("	")}
`),path=join8(infra.home,"standing.tsv");writeFileSync2(`${path}.new`,lines2.join(""),{mode:384}),renameSync2(`${path}.new`,path)}function standing({run,title,status,mergedBranch:mergedBranch2,tasks}){
let merged=tasks.filter(({phase})=>phase==="done").length,stuck=tasks.filter(({phase})=>phase==="blocked"||phase==="failed").map(({key,phase})=>`${key} is ${phase}`),active=tasks.filter(({phase})=>!isEnded(
phase)&&phase!=="waiting").map(({key,phase})=>`${key} is ${phase}`),parts=[`${merged} of ${tasks.length} tasks merged to ${mergedBranch2}`,...active,...stuck];return`Run ${run} (${title}) is ${status}\
: ${parts.join(", ")}.`}var lookEveryMs2=100,startPatienceMs=1e3;async function runSupervisor(infra,{idleMs}){let lock=await takeLock(infra);if(!lock)return!1;if(!isSound(infra))return lock.release(),!1;infra.log.info("super\
visor started");let drivers=new Map,limiters=new Map,limiterOf=agent=>{let limiter=limiters.get(agent)??new Limiter(infra,agent);return limiters.set(agent,limiter),limiter},busyAt=infra.clock.elapsed(),
told=-1;for(;;){try{for(let run of liveRuns(infra))drivers.has(run)||drivers.set(run,new RunDriver(infra,{run,limiterOf}));for(let[run,driver]of drivers)await driver.tick()&&drivers.delete(run);drivers.
size>0&&(busyAt=infra.clock.elapsed());let seq=lastSeq(infra.store);if(seq!==told&&writeStanding(infra),told=seq,infra.clock.elapsed()-busyAt>idleMs&&leave(infra,lock))break}catch(error){await rest(infra,
error)}await infra.clock.sleep(lookEveryMs2)}return infra.log.info("supervisor left: nothing to do"),!0}var restMs=2e3;async function rest(infra,error){let exhausted=exhaustedBy(error);if(!exhausted)throw error;
infra.log.warn({failure:exhausted},"the supervisor waits for room"),await infra.clock.sleep(restMs)}function isSound(infra){let verified=verifyJournal(infra.store);return verified.ok||infra.log.error(
{failure:verified.failure},"the supervisor does nothing on a damaged journal"),verified.ok}async function takeLock(infra){let start=infra.clock.elapsed();for(;;){let lock=tryLock(supervisorLock(infra.
home));if(lock||infra.clock.elapsed()-start>startPatienceMs)return lock;await infra.clock.sleep(20)}}var liveRuns=infra=>listRunRows(infra.store,{statuses:["running","paused","cancelling"]}).map(row=>row.
id),leave=(infra,lock)=>infra.store.write(()=>liveRuns(infra).length>0?!1:(lock.release(),!0));export{runSupervisor};
