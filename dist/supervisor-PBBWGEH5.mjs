import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);
import{Limiter,concludeProof,deliverLesson,isProof,keepApart,openLessonPull,planProof,reactTo,trialToStart}from"./chunk-IRZXIODY.mjs";import{askOpinions,belowFloor,briefHeader,builderTools,citeLessons,
countsIn,decide,fence,fenceRule,gatesOf,inTurn,isBlocking,judge,launchSession,measureFloor,mergeTask,othersOf,readDiff as readDiff2,readReviewAnswer,readerRules,replayFindings,reviewBrief,reviewModel,
reviewersOf,runGates,sendMessage,stopSession,targetKey,verdictJsonSchema,waitSession,withMerging,withOpinions}from"./chunk-LJLBA3EB.mjs";import{admitLesson,changedFiles as changedFiles2,checkFiles,
checkPath,clearStaleLocks,commitTree,createWorkspace,criticalPath,deliverRun,findEntry,forecastOverlaps,inspectChange,isAncestor,isTestFile,learnPast,leaveCgroup,lessonGate,lessonJsonSchema,lessonsFor,
listRefs,listTree,loadedRules,mergeBase,moveLesson,nextTasks,noteSupervisor,overlayView,parsePatch,patchOptions,pauseAll,readRef,readRules,readRunBook,readTail,recordTask,relateLesson,removeWorkspace,
replayEvidence,replayOnCommits,runBudget,runCommand,runSession,sameNumbers,stageAllowance,supervisorLock,taskDirectory,updateRef,withCheckout,withPrivateGitDir,worktreePath,worktreeStatus,writeLesson}from"./chunk-LS2VGNLL.mjs";
import"./chunk-747R74AB.mjs";import{FileTail,anyOverlap,asFields,asList,asText,attemptRef,branchPrefix,changedFiles,compareRule,contentWords,findRepository,findStale,inRepository,isEnded,isProse,
isUnderWay,lastSeq,ledgerPath,listCommitted,listRunRows,mayGoBack,mergedBranch,mergedTasks,readBook,readCommitted,readDiff,readJournal,readLoads,readLog,readRunState,readTaskPhases,readTaskState,readTaskStates,
record,refusesGate,rescueRef,runOfRow,sessionFiles,similarity,taskBranch,toldTasks,verifyJournal}from"./chunk-2VX4NJND.mjs";import"./chunk-SDJCHCMI.mjs";import{explain}from"./chunk-TLBXRTAM.mjs";
import"./chunk-TLKCIYT7.mjs";import"./chunk-YP34ITCY.mjs";import"./chunk-OVBBYBBA.mjs";import{require_picomatch}from"./chunk-DZ6JNP6L.mjs";import"./chunk-G3UQVIWQ.mjs";import{
git,gitFailed,gitOk}from"./chunk-I23DNQ7O.mjs";import"./chunk-YPDPBSU5.mjs";import{exhaustedBy,exhaustedDisk}from"./chunk-3OESYTYT.mjs";import{tryLock}from"./chunk-CNFVYXGI.mjs";import{
isBusy}from"./chunk-4AE7HX56.mjs";import"./chunk-Q3JEABBP.mjs";import"./chunk-FH5NHN5G.mjs";import{external_exports}from"./chunk-NSWNPTP7.mjs";import"./chunk-7ZM5ISIY.mjs";import{
asCommit,digest}from"./chunk-LLUACZN6.mjs";import"./chunk-7ELBJKPF.mjs";import{fail,ok}from"./chunk-74WLFBLL.mjs";import{__toESM}from"./chunk-32L73YHN.mjs";function collisionNote(collisions){return collisions.length===0?"":`# Others change the same lines

${collisions.map(({with:other,files})=>`${other===null?"What other tasks merged since you began":`Task ${other}, which will probably land before yours,`} changes the same lines as your branch:

${fence(files.join(`
`),"files")}`).join(`

`)}

They are merged together later; nothing of theirs is in your branch yet. Keep what you change in these files as small as it can be, neither copy nor undo theirs, and go on with your task.`}var buildBrief=(attempt,state,{checks,lessons})=>{let{run,task}=attempt;return`${briefHeader({run:run.run,task:task.key,attempt:state.attempt},"build")}

# Build this task

Implement the spec on the branch that is checked out here, with tests, and commit all of it. Work in this folder only.

${fenceRule}

# Spec

${fence(`${task.title}

${task.spec}`,"spec")}

# Plan

${state.plan?fence(renderPlan(state.plan),"plan"):"There is no plan. Make a short one first."}
${lessons}
${collisionNote(state.collisions)}
# Checks that must pass on your last commit

${checks.length>0?checks.map(check2=>`- \`${check2}\``).join(`
`):"None are configured. Find out how this repository tests itself, and do that."}
`},renderPlan=plan2=>[plan2.summary,list("Paths",plan2.paths),list("Steps",plan2.steps),list("Checks",plan2.checks),list("Risks",plan2.risks)].filter(part=>part!=="").join(`

`),list=(title,items)=>items.length>0?`${title}:
${items.map(item=>`- ${item}`).join(`
`)}`:"";function sendBack(attempt,state,order2){if(!mayGoBack(state,attempt.run.config))return order2.otherwise;let{because,detail,files,red}=order2;return recordTask(attempt,{kind:"fix-wanted",because,round:state.
round+1,detail,files,red}),null}function workspaceOf(state){if(!state.workspace)throw new Error(`Task ${state.key} is ${state.phase} without a workspace`);return state.workspace}async function acceptWork(attempt,state,outcome){let workspace=workspaceOf(state),keptAt=workspace.path,before=state.commit??workspace.base,status=await worktreeStatus({path:workspace.path,base:before});
if(!status.ok)return status.failure;let{branch,head,dirtyFiles,ahead}=status.value,denied=outcome.denials.length>0?{reason:"permission-denied",session:outcome.session,tools:outcome.denials,keptAt}:null;
if(branch!==workspace.branch)return{reason:"wrong-branch",task:state.key,expected:workspace.branch,actual:branch??head,keptAt};if(dirtyFiles.length>0){let wasLocked=clearStaleLocks(attempt.run.repository,
workspace.path).length>0,asked="The worktree has changes that are not committed. Commit what belongs to the task and remove the rest.";return sendBack(attempt,state,{because:"checks",detail:wasLocked?
`${asked} A git that was killed had left a lock, which is gone now.`:asked,files:dirtyFiles,red:[],otherwise:denied??{reason:"left-uncommitted",task:state.key,files:dirtyFiles,keptAt}})}return ahead===
0&&!mayBeUnfounded(state)?sendBack(attempt,state,{because:"checks",detail:"There is no new commit on the branch. Do the work and commit it.",files:[],red:[],otherwise:denied??unanswered(state,keptAt)??
{reason:"nothing-committed",task:state.key,keptAt}}):(recordTask(attempt,{kind:"build-finished",commit:head}),null)}var mayBeUnfounded=({commit:commit2,fix:fix2})=>commit2!==null&&fix2?.because==="che\
cks"&&fix2.red.length>0;function unanswered({key,fix:fix2},keptAt){let[first]=fix2?.red??[];return!fix2||!first?null:{reason:"checks-failed",task:key,commands:fix2.red.map(({command})=>command),red:fix2.
red,outputPath:first.outputPath,keptAt}}async function build(attempt,state){let workspace=workspaceOf(state),told=await lessonsFor(attempt,state),outcome=await runSession(attempt,state,{stage:"build",brief:buildBrief(attempt,state,{checks:gatesOf(
attempt),lessons:told.text}),cwd:workspace.path,environment:workspace.environment,tools:{allow:builderTools(attempt),readOnly:!1},due:{worktree:workspace.path,since:workspace.base,checks:gatesOf(attempt)},
told});return outcome.ok?acceptWork(attempt,state,outcome.value):outcome.failure}import{join as join2}from"node:path";var sayObjections=objections=>objections.map(({path,what})=>`- ${path}: ${what}`).join(`
`);var import_picomatch=__toESM(require_picomatch(),1);import{existsSync,readFileSync,rmSync}from"node:fs";import{join}from"node:path";async function readChangedLines({repository,base,commit:commit2}){let patch=await gitOk({...inRepository(repository),args:["diff",...patchOptions,"--no-renames",base,commit2,"--"]});return patch.ok?ok(
parsePatch(patch.value).flatMap(({after:file,hunks})=>hunks.flatMap(({after:{line,count}})=>file===null||count===0?[]:[{file,from:line,to:line+count-1}]))):patch}var report=external_exports.object({files:external_exports.record(external_exports.string(),external_exports.object({mutants:external_exports.array(external_exports.object({status:external_exports.string(),
mutatorName:external_exports.string(),replacement:external_exports.string().optional(),location:external_exports.object({start:external_exports.object({line:external_exports.int()})})}))}))}),tried=new Set(
["Killed","Survived","NoCoverage","Timeout","RuntimeError"]),unnoticed=new Set(["Survived","NoCoverage"]);function readStryker(text){let parsed=report.safeParse(parse(text));if(!parsed.success)return null;
let all=Object.entries(parsed.data.files).flatMap(([file,{mutants}])=>mutants.filter(({status})=>tried.has(status)).map(mutant=>({file,...mutant}))),survivors=all.filter(({status})=>unnoticed.has(status)).
map(({file,location,mutatorName,replacement})=>({file,line:location.start.line,mutation:replacement===void 0?mutatorName:replacement.replace(/\s+/g," ").slice(0,120)||"nothing"}));return{mutants:all.length,
survivors}}function parse(text){try{return JSON.parse(text)}catch{return null}}var tool=join("node_modules",".bin","stryker"),reportPath=join("reports","mutation","mutation.json"),plainPath=/^(?!-)[\w@+./-]+$/;async function tryMutants(infra,{base,mutation,logPath,...site}){let{
commit:commit2}=site,changed=await readChangedLines({repository:site.repository,base,commit:commit2});if(!changed.ok)return changed;let isMeant=(0,import_picomatch.default)(mutation.paths,{dot:!0}),lines=changed.
value.filter(({file})=>isMeant(file)&&plainPath.test(file)&&!isTestFile(file,null)),empty={commit:commit2,mutants:0,survivors:[]};return lines.length===0?ok({...empty,problem:null}):withCheckout(infra,
site,async({path,environment})=>{if(!existsSync(join(await overlayView(infra,path),path,tool)))return{...empty,problem:"StrykerJS is not installed here. Add @stryker-mutator/core to the packages of th\
is repository."};rmSync(join(path,reportPath),{force:!0});let exit=await runCommand(infra,{command:`${tool} run --mutate '${patterns(lines)}' --reporters json --logLevel error`,cwd:path,environment,commit:commit2,
outputPath:logPath,timeoutMs:mutation.minutes*6e4,signal:site.signal}),printed=join(path,reportPath),read2=!exit.timedOut&&existsSync(printed)?readStryker(readFileSync(printed,"utf8")):null;if(read2)return{
commit:commit2,...read2,problem:null};let why=exit.timedOut?`did not end within ${mutation.minutes} minutes`:`ended with exit code ${exit.exitCode}`;return{...empty,problem:`StrykerJS ${why} and left \
no report; ${logPath} holds what it printed.`}})}var patterns=lines=>lines.map(({file,from,to})=>`${file}:${from}-${to}`).join(",");async function baseOfChange({run},state,commit2){let{repository}=run,tip=await readRef({repository,ref:`refs/heads/${mergedBranch(run.run)}`});return(tip&&await mergeBase({repository,one:tip,other:commit2}))??
workspaceOf(state).base}var import_picomatch2=__toESM(require_picomatch(),1);async function watchMigrations(attempt,{key,workspace,commit:commit2}){let{infra,run}=attempt;if(run.config.merges.migrations.length===0||!workspace||!commit2)return;let own=await addedMigrations(attempt,
{base:workspace.base,commit:commit2});if(own.length!==0)for(let other of readTaskStates(infra.store,run.run)){if(other.key===key||isEnded(other.phase)||!other.workspace||!other.commit)continue;let added=await addedMigrations(
attempt,{base:other.workspace.base,commit:other.commit}),[files,theirs]=[sameNumbers(own,added),sameNumbers(added,own)];files.length!==0&&(tell(attempt,{task:key,beside:other.key,files,theirs}),tell(attempt,
{task:other.key,beside:key,files:theirs,theirs:files}))}}function tell({infra,run},clash){(readTaskStates(infra.store,run.run).find(({key})=>key===clash.task)?.clashes??[]).some(({with:other})=>other===
clash.beside)||record(infra,{kind:"migrations-clash",run:run.run,...clash})}async function addedMigrations({run},{base,commit:commit2}){let{repository,config}=run,isMigration=(0,import_picomatch2.default)(
[...config.merges.migrations]),before=await listTree({repository,tree:base}),after=await listTree({repository,tree:commit2});return!before.ok||!after.ok?[]:[...after.value.keys()].filter(path=>isMigration(
path)&&!before.value.has(path))}async function check(attempt,state){let{infra,run,signal}=attempt,workspace=workspaceOf(state),commit2=builtCommit(state);await watchMigrations(attempt,state);let base=await baseOfChange(attempt,state,
commit2),gates=gatesOf(attempt),weakened=await inspectChange({repository:run.repository,base,commit:commit2,gates,config:run.config.gates});if(!weakened.ok)return weakened.failure;if(weakened.value.length>
0)return object(attempt,state,weakened.value);let outputDirectory=join2(taskDirectory(infra,attempt),`checks-${state.attempt}-${state.round}`),report2=await runGates(infra,{commands:gates,cwd:workspace.
path,environment:workspace.environment,commit:commit2,outputDirectory,timeoutMs:run.config.checkMinutes*6e4,signal});if(signal.aborted)return null;let short=report2.passed?await findShort(attempt,{path:workspace.
path,base,report:report2,outputDirectory}):[];if(signal.aborted)return null;let survivors=report2.passed&&short.length===0?await tryBreaking(attempt,state,{base,commit:commit2,outputDirectory}):[];return signal.
aborted?null:survivors.length>0?sendSurvivors(attempt,state,survivors):(recordTask(attempt,{kind:"checks-finished",report:{...report2,passed:report2.passed&&short.length===0}}),short.length>0?object(attempt,
state,short):report2.passed?null:sendRed(attempt,state,report2))}async function tryBreaking(attempt,state,{base,commit:commit2,outputDirectory}){let{infra,run,signal}=attempt,{mutation}=run.config;if(!mutation)
return[];let path=`${workspaceOf(state).path}.mutants`,at=file=>join2(outputDirectory,file),site={repository:run.repository,commit:commit2,path,config:run.config,signal,outputPath:at("mutants-setup.lo\
g")},tried2=await tryMutants(infra,{...site,base,mutation,logPath:at("mutants.log")});return signal.aborted?[]:(tried2.ok?recordTask(attempt,{kind:"mutants-tried",report:tried2.value}):infra.log.warn(
{failure:tried2.failure,commit:commit2},"the changed lines could not be mutated"),tried2.ok&&mutation.survivors==="fix"&&state.round===0&&run.config.rounds>0?tried2.value.survivors:[])}function sendSurvivors(attempt,state,survivors){
let detail=`The checks pass, but no test notices when these lines of yours are broken. Add tests that do, where the spec says what must hold; leave alone what it does not.

${survivors.slice(0,20).map(({file,line,mutation})=>`- ${file}:${line} as: ${mutation}`).join(`
`)}`,files=[...new Set(survivors.map(({file})=>file))],otherwise={reason:"nothing-committed",task:state.key,keptAt:workspaceOf(state).path};return sendBack(attempt,state,{because:"checks",detail,files,
red:[],otherwise})}async function findShort(attempt,{path,base,report:report2,outputDirectory}){let{infra,run,signal}=attempt,gates=gatesOf(attempt);if(!run.config.gates.floors||gates.length===0)return[];
let site={repository:run.repository,commit:base,path:`${path}.floor`,config:run.config,signal},measured=await measureFloor(infra,{...site,gates,outputDirectory:join2(outputDirectory,"floor")});if(!measured.
ok)return infra.log.warn({failure:measured.failure,commit:base},"no test floor could be measured"),[];let floor=Object.fromEntries(Object.entries(measured.value).filter(([command])=>gates.includes(command)));
return belowFloor(floor,countsIn(path,{report:report2,junit:run.config.gates.junit,floor}))}function object(attempt,state,objections){let otherwise={reason:"gates-weakened",task:state.key,objections:objections.
map(({path,what})=>`${path}: ${what}`),keptAt:workspaceOf(state).path};if(attempt.run.config.gates.weakened==="ask")return otherwise;let files=[...new Set(objections.map(({path})=>path))],detail=`Your\
 change weakens what checks it, or takes back what others landed. Mend each of these; the task itself stays as it is.

${sayObjections(objections)}`;return sendBack(attempt,state,{because:"checks",detail,files,red:[],otherwise})}function sendRed(attempt,state,report2){let red=report2.gates.filter(gate=>gate.exitCode!==
0);return sendBack(attempt,state,{because:"checks",detail:"",files:[],red,otherwise:{reason:"checks-failed",task:state.key,commands:red.map(gate=>gate.command),outputPath:red[0]?.outputPath??"",red,keptAt:workspaceOf(
state).path}})}function builtCommit(state){if(!state.commit)throw new Error(`Task ${state.key} is ${state.phase} without a commit`);return state.commit}var fixBrief=material2=>[`${briefHeader(material2,"fix")}

# Mend this task

Your work came back. Mend what stands below, and nothing else, on the branch that is checked out here. ${fenceRule}`,material2.word?`# What the person says

A person looked at your work and says how it goes on. Do this.

${fence(material2.word,"word")}`:"",material2.detail?`# What went wrong

${fence(material2.detail,"detail")}`:"",renderConflicts(material2.conflicts??[]),renderFailed(material2.failed??[],material2.failedOn??"your last commit"),...(material2.findings??[]).filter(finding=>isForFixer(
finding,material2.asked??[])).map(renderFinding),`# When you are done

Run the checks, then commit everything that belongs to the task. Never weaken, skip or delete a test or a check to make it pass: if one is wrong, say so and leave it. If a check that failed passes as \
it is, change nothing and say so: it is run again.`].filter(part=>part!=="").join(`

`).concat(`
`),renderConflicts=files=>files.length===0?"":`# Conflicts

Other work was merged into your branch, and these files conflict. Resolve each so that both sides keep what they meant, remove the markers, \`git add\` them and finish with \`git commit --no-edit\`.

${fence(files.join(`
`),"files")}`,renderFailed=(failed,where)=>failed.length===0?"":`# Checks that failed on ${where}

${failed.map(({command,exitCode,outputPath})=>`Exit ${exitCode}; the whole output is in ${outputPath} and ends like this:

${fence(readTail(outputPath),command)}`).join(`

`)}`,isForFixer=({id,status,isOutside=!1},asked)=>!isOutside&&(status==="reproduced"||status==="unproven"&&asked.includes(id)),renderFinding=({severity,status,evidence,title,file,line,what})=>{let said=fence(
`${title}
${file}:${line}

${what}`,"finding"),head=`# A ${severity} fault, ${status==="reproduced"?"reproduced by us":"not yet shown by a test"}

${said}`;if(!evidence)return`${head}

First write a test that shows it. If there is no such fault, keep the test and say so.`;let files=evidence.files.map(one=>fence(one.content,one.path)).join(`
`);return`${head}

With these files laid into the repository, this command fails now and must pass after your fix. Keep it as a regression test, where and how this repository keeps its tests.

${fence(evidence.command,"command")}
${files}`};function numberNote(clashes){return clashes.length===0?"":`# Others took the same migration numbers

${clashes.map(({with:other,files,theirs})=>`Yours:

${fence(files.join(`
`),"files")}

Those of task ${other}:

${fence(theirs.join(`
`),"files")}`).join(`

`)}

Whoever merges later gets the next free number by itself. Leave your numbers as they are, and name these files nowhere else: a merge cannot change a name that other files rely on.`}async function fix(attempt,state){let workspace=workspaceOf(state);if(!state.fix)throw new Error(`Task ${state.key} is fixing without an order`);let builder=state.sessions.findLast(({stage:stage2,endedAt,
launchedAt})=>isWriter(stage2)&&endedAt!==null&&launchedAt<state.since),outcome=await runSession(attempt,state,{stage:"fix",resumes:builder?.id??null,brief:[fixBrief({run:attempt.run.run,task:attempt.
task.key,attempt:state.attempt,...material(attempt,state,state.fix)}),collisionNote(state.collisions),numberNote(state.clashes??[])].filter(part=>part!=="").join(`

`),cwd:workspace.path,environment:workspace.environment,tools:{allow:builderTools(attempt),readOnly:!1},due:{worktree:workspace.path,since:state.commit??workspace.base,checks:gatesOf(attempt)}});return outcome.
ok?acceptWork(attempt,state,outcome.value):outcome.failure}function material({run},state,{because,detail,files,red}){switch(because){case"findings":return{detail,...foundBy(state,run.config.reviews)};case"\
person":return{word:detail,failed:red,...foundBy(state,run.config.reviews)};case"conflict":return{detail,conflicts:files,failed:red,failedOn:"your work together with what other tasks merged"};case"che\
cks":return{detail,failed:red}}}function foundBy({verdicts},{unproven}){let findings=verdicts.at(-1)?.findings??[],asked=findings.filter(finding=>isBlocking(finding,{round:verdicts.length,unproven})).
map(({id})=>id);return{findings,asked}}var isWriter=stage2=>stage2==="build"||stage2==="fix";import{join as join3}from"node:path";var ofWatchdogs=new Set(["session-looping","session-stuck","session-silent"]);function findTroubles(events,task){let found=[],red=new Map,open=[],commit2=null,onto=null,directories=new Map;for(let event of events)
if(event.task===task)switch(event.kind){case"task-started":[red,open,commit2,found.length]=[new Map,[],null,0];break;case"workspace-ready":commit2=event.workspace.base;break;case"build-finished":commit2=
event.commit;break;case"session-launching":directories.set(event.session,event.directory);break;case"session-ended":event.failure&&ofWatchdogs.has(event.failure.reason)&&commit2&&open.push(bitten(event.
session,{directory:directories.get(event.session),failure:event.failure,commit:commit2}));break;case"checks-finished":{let{commit:at,gates}=event.report;for(let{command,exitCode,outputPath}of gates.filter(
({command:command2})=>command2!==lessonGate)){let before=red.get(command);exitCode!==0?red.set(command,{source:"gate",command,outputPath,brokenAt:at}):before&&found.push(named(before,at)),exitCode===0&&
red.delete(command)}break}case"merge-wanted":({commit:commit2,onto}=event);break;case"merge-refused":commit2&&onto&&open.push(...refused(event.failure,{commit:commit2,onto}));break;case"merged":commit2&&
found.push(...open.map(one=>named(one,commit2))),open=[];break;default:break}return found}var bitten=(session,{directory="",failure,commit:commit2})=>({source:"watchdog",session,directory,failure,brokenAt:commit2});
function refused(failure,{commit:commit2,onto}){return failure.reason==="merge-conflict"?[{source:"merge",command:null,files:failure.files,onto,brokenAt:commit2}]:failure.reason!=="checks-failed"?[]:failure.
red.filter(({command})=>command!==lessonGate).map(({command,outputPath})=>({source:"merge",command,outputPath,reviewed:commit2}))}var named=(open,fixedAt)=>{let what="command"in open?open.command:open.
session,at="brokenAt"in open?open.brokenAt:open.reviewed;return{...open,fixedAt,id:digest(`${open.source}
${what}
${at}`)}};function hungCommand(directory){let command=null,ignore=()=>{};return new FileTail(sessionFiles(directory).output,{onEvent:({type,...event})=>{if(type==="assistant")for(let block of asList(asFields(event.
message).content).map(asFields))block.type==="tool_use"&&block.name==="Bash"&&(command=asText(asFields(block.input).command))},onMalformed:ignore,onOversize:ignore}).end(),command}var page=1e4;function readTaskEvents({store},{run,task}){let events=[];for(let after=0;;){let read2=readJournal(store,{run,after,limit:page});if(events.push(...read2.filter(event=>event.task===task)),
read2.length<page)return events;after=read2.at(-1)?.seq??after}}function isAnswered({infra,run,task},finding){let state=readRunState(infra.store,run.run);return[...state?.lessons??[],...state?.waiting??[]].some(({lesson:{provenance}})=>provenance.task===task.key&&
provenance.finding===finding)||readTaskEvents(infra,{run:run.run,task:task.key}).some(event=>event.kind==="lesson-declined"&&event.finding===finding)}var mostTroubles=3,hungMs=6e4;async function proveTroubles(attempt,state){let{infra,run,task,signal}=attempt,wanted=findTroubles(readTaskEvents(infra,{run:run.run,task:task.key}),task.key).filter(({source})=>run.
config.lessonSources.includes(source)).slice(-mostTroubles);for(let trouble of wanted){if(signal.aborted)return;if(state.proven.some(({finding})=>finding.id===trouble.id)||isAnswered(attempt,trouble.id))
continue;let shown=await show(attempt,state,trouble);if(signal.aborted)return;shown?recordTask(attempt,{kind:"finding-proven",source:trouble.source,fixedAt:trouble.fixedAt,...shown}):recordTask(attempt,
{kind:"lesson-declined",finding:trouble.id,problems:["a replay did not show it"]})}}async function show(attempt,state,trouble){let{infra,run,task,signal}=attempt,{repository,config}=run,{fixedAt,id}=trouble,
brokenAt=await brokenCommit(attempt,trouble),command=commandOf(attempt,trouble);if(brokenAt===null||command===null||brokenAt===fixedAt)return null;let evidence={files:[],command},diff=await readDiff({
repository,base:brokenAt,commit:fixedAt}),[file]=diff.ok?changedFiles2(diff.value):[];if(file===void 0)return null;let isHangFault=trouble.source==="watchdog",failedOn=await replayOnCommits(infra,{repository,
config,evidence,trials:[{on:"broken",commit:brokenAt,wanted:"reproduced"},{on:"fixed",commit:fixedAt,wanted:"not-reproduced"}],isHangFault,timeoutMs:isHangFault?hungMs:config.checkMinutes*6e4,path:`${workspaceOf(
state).path}.lesson`,environment:{FANOUT_RUN:run.run,FANOUT_TASK:task.key},outputDirectory:join3(taskDirectory(infra,attempt),`trouble-${id}`),signal});if(!failedOn.ok||failedOn.value!==null)return infra.
log.warn({task:task.key,trouble,failedOn},"what held a task up could not be shown again"),null;let{title,what}=say(trouble,command);return{finding:{id,severity:"major",title,file,line:1,what,evidence,
status:"reproduced"},brokenAt}}async function brokenCommit({run:{repository}},trouble){if("brokenAt"in trouble)return trouble.brokenAt;let log=await readLog({repository,from:trouble.reviewed,to:trouble.
fixedAt,firstParent:!0});return log.ok?log.value.find(({parents:[first,second]})=>first===trouble.reviewed&&second!==void 0)?.commit??null:null}function commandOf(attempt,trouble){if(trouble.source===
"gate")return trouble.command;if(trouble.source==="merge")return trouble.command??`git merge-tree --write-tree HEAD ${trouble.onto}`;let command=hungCommand(trouble.directory),gate=gatesOf(attempt).find(
one=>command===one||command?.startsWith(`${one} `));return command!==null&&gate!==void 0&&/^[\w\s./:=@,+-]*$/.test(command.slice(gate.length))?command:null}function say(trouble,command){switch(trouble.
source){case"gate":return{title:`The gate ${command} failed`,what:readTail(trouble.outputPath)};case"merge":return trouble.command===null?{title:"Two tasks changed the same lines",what:`Both changed ${trouble.
files.join(", ")}.`}:{title:`${command} failed on the combined tree`,what:readTail(trouble.outputPath)};case"watchdog":return{title:`A session got no further with ${command}`,what:trouble.failure.reason}}}import{join as join6}from"node:path";var mostDiff=3e4,mostLoaded=60,lessonBrief=({finding,source,diff,loaded,isProseIgnored:isProseIgnored2,...about})=>`${briefHeader(about,"learn")}

# Draft one rule

${shownBy[source]}, we reproduced it, and a change mended it: the evidence failed before and passes now. Write the
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
- \`paths\`: globs of the files that it is about, as narrow as the rule allows. One must match ${source==="review"?finding.file:"a file of the change"}.
- \`cause\`: what was missing. A slip that no rule would prevent is a \`slip\`.
- \`catches\`: what else it would have caught: other places of this repository, or changes that are likely. Empty when none.
- \`same\`: where a rule that says this already stands (the words before its colon), or null. \`contradicts\`: one that says the opposite.
- \`check\`: a command, run at the repository root, that fails wherever this class of fault is and passes on the mended commit, with
  the files that it needs; they are kept in the folder \`$CHECK\`. ${isProseIgnored2?"Rules of this kind were read here and did not hold, so a check is what is needed.":"Null when no command can tell."}\


- \`hook\`: only where running a command brought the fault back: its first words as \`command\`, and what to run instead. Or null.
- \`setting\`: only where the environment was the fault: a variable with which the evidence passes without the change. Or null.

Plain text: no links, no HTML, no line that starts with @. A rule says how to write code. It never says to skip, weaken or
ignore a test, a check, a review or another rule. Change nothing.

Answer with the structured output.
`,shownBy={review:"A review found a fault",gate:"A gate failed on a finished piece of work",merge:"A merge was refused",watchdog:"A session was ended because a command kept it from going on",person:"A\
 person showed a fault"},renderEvidence=({evidence})=>evidence?[evidence.command,...evidence.files.map(({path,content})=>`
${path}:
${content}`)].join(`
`):"none";var enough=2;function isProseIgnored(book,file){let times=[...book.values()].filter(({recurrences})=>recurrences.length>0).reduce((sum,{recurrences})=>sum+recurrences.length,0),held=[...book.values()].
filter(record2=>isProse(record2)&&record2.state!=="retired");return times>=enough||held.some(({paths})=>anyOverlap(paths,[file]))}import{join as join4}from"node:path";async function proveCheck(infra,{lesson,check:check2,brokenAt,fixedAt,control,outputDirectory,...site}){let evidence={files:[...checkFiles(lesson,check2)].map(([path,content])=>({path,content})),command:`\
sh ${checkPath(lesson.id)}`},failed=await replayOnCommits(infra,{...site,evidence,outputDirectory,timeoutMs:checkTimeoutMs,trials:[{on:"broken",commit:brokenAt,wanted:"reproduced"},{on:"fixed",commit:fixedAt,
wanted:"not-reproduced"},{on:"control",commit:control,wanted:"not-reproduced"}]});return failed.ok?ok(failed.value===null?{isProven:!0}:{isProven:!1,on:failed.value}):failed}var checkTimeoutMs=6e4;async function proveRemedy(infra,{lesson,evidence,gates,...site}){let{check:check2,hook,setting,provenance}=lesson,{brokenAt,fixedAt}=provenance;if(check2&&lesson.asks===null){let proof=await proveCheck(
infra,{...site,lesson,check:check2,brokenAt,fixedAt});if(!proof.ok)return proof;if(proof.value.isProven)return ok({form:"check",check:check2})}if(hook&&!refusesGate(hook,gates)){let after=command=>({files:evidence.
files,command:`( ${command} ) >/dev/null 2>&1 </dev/null; ${evidence.command}`}),isShown=await shows(infra,site,[{evidence:after(hook.command),commit:fixedAt,wanted:"reproduced"},{evidence:after(hook.
instead),commit:fixedAt,wanted:"not-reproduced"}]);if(!isShown.ok)return isShown;if(isShown.value)return ok({form:"hook",hook})}if(setting){let environment={...site.environment,[setting.name]:setting.
value},isShown=await shows(infra,{...site,environment},[{evidence,commit:brokenAt,wanted:"not-reproduced"}]);if(!isShown.ok)return isShown;if(isShown.value)return ok({form:"setting",setting})}return ok(
null)}var mostMs=6e4;async function shows(infra,{outputDirectory,...site},showings){for(let[nth,{evidence,commit:commit2,wanted}]of showings.entries()){let failedOn=await replayOnCommits(infra,{...site,
evidence,trials:[{on:"there",commit:commit2,wanted}],timeoutMs:mostMs,outputDirectory:join4(outputDirectory,`showing-${nth}`)});if(!failedOn.ok)return failedOn;if(failedOn.value!==null)return ok(!1)}return ok(
!0)}var likenessBrief=({rule,statements,...about})=>`${briefHeader(about,"learn")}

# Compare one rule with what is written down

Somebody drafted a rule. Say whether one of the numbered statements says the same already, or the opposite. Different words may say
the same; the same words about different things do not. A narrower rule that follows from a broader statement is the same.

${fenceRule}

# The rule

${fence(rule,"rule")}

# The statements

${fence(statements.map(({text},at)=>`${at+1}: ${text}`).join(`
`),"statements")}

Change nothing and read nothing else. Answer with the structured output.
`;var likenessSchema=external_exports.strictObject({relation:external_exports.enum(["new","same","contradicts"]).describe("same: whoever follows the one follows the other. contradicts: nobody can follow\
 both. new: anything else."),number:external_exports.int().min(0).describe("The number of the statement that it says again or contradicts; 0 when it is new.")}),likenessJsonSchema=external_exports.toJSONSchema(
likenessSchema);import{existsSync as existsSync2,mkdirSync,readFileSync as readFileSync2,renameSync,writeFileSync}from"node:fs";import{dirname,join as join5}from"node:path";var pathOf=({home},{commonDir},{rule,statements})=>{let key=digest(JSON.stringify([rule,...statements.map(({text})=>text)]),32);return join5(home,"lessons",digest(commonDir),"likeness",`${key}.json`)};
function keptLikeness(infra,repository,question){let path=pathOf(infra,repository,question);if(!existsSync2(path))return null;try{return likenessSchema.safeParse(JSON.parse(readFileSync2(path,"utf8"))).
data??null}catch{return null}}function keepLikeness(infra,repository,{answer,...question}){let path=pathOf(infra,repository,question);mkdirSync(dirname(path),{recursive:!0,mode:448}),writeFileSync(`${path}\
.${process.pid}`,JSON.stringify(answer),{mode:384}),renameSync(`${path}.${process.pid}`,path)}function nearest(rule,statements,most){let mine=contentWords(rule);return statements.map(statement=>({statement,near:similarity(mine,contentWords(statement.text))})).toSorted((a,b)=>b.near-a.near).slice(
0,most).map(({statement})=>statement)}var mostStatements=40;async function findLikeness(attempt,state,{lesson,loaded}){if(lesson.same!==null||lesson.contradicts!==null)return ok(lesson);let byWords=compareRule(lesson.rule,loaded),statements=nearest(
lesson.rule,loaded,mostStatements);if(byWords.kind!=="new"||statements.length===0)return relateLesson(lesson,byWords);let answer=await answerOf(attempt,state,{lesson,statements});if(!answer.ok)return answer;
let relation=answer.value?relationOf(answer.value,statements):null;if(relation)return relateLesson(lesson,relation);let asks=[lesson.asks,"nobody could compare it with what is written down"].filter(one=>one!==
null).join("; ");return ok({...lesson,asks})}async function answerOf(attempt,state,{lesson,statements}){let{infra,run,task}=attempt,question={rule:lesson.rule,statements},kept=keptLikeness(infra,run.repository,
question);if(kept)return ok(kept);let workspace=workspaceOf(state),outcome=await runSession(attempt,state,{stage:"learn",brief:likenessBrief({run:run.run,task:task.key,attempt:state.attempt,...question}),
cwd:workspace.path,environment:workspace.environment,schema:likenessJsonSchema,tools:{allow:[],readOnly:!0},about:`${lesson.provenance.finding}:likeness`});if(!outcome.ok)return outcome.failure.reason===
"answer-invalid"?ok(null):fail(outcome.failure);let parsed=likenessSchema.safeParse(outcome.value.structured);return parsed.success?(keepLikeness(infra,run.repository,{...question,answer:parsed.data}),
ok(parsed.data)):ok(null)}function relationOf({relation,number},statements){if(relation==="new")return{kind:"new"};let named2=statements[number-1];return named2?{kind:relation,with:named2}:null}async function teach(attempt,state,fault){let{infra,run,task}=attempt,{repository}=run,{finding,brokenAt,fixedAt,source="review"}=fault;if(isAnswered(attempt,finding.id))return null;let workspace=workspaceOf(
state),diff=await readDiff({repository,base:brokenAt,commit:fixedAt});if(!diff.ok)return diff.failure;let target=`refs/heads/${mergedBranch(run.run)}`,control=await readRef({repository,ref:target});if(control===
null)return{reason:"revision-unknown",revision:target,path:repository.commonDir};let book=await readRunBook(attempt),loaded=await loadedRules({repository,commit:control,book,paths:[finding.file]}),material2={
finding,source,diff:diff.value,loaded,isProseIgnored:isProseIgnored(book,finding.file)},outcome=await runSession(attempt,state,{stage:"learn",brief:lessonBrief({run:run.run,task:task.key,attempt:state.
attempt,...material2}),cwd:workspace.path,environment:workspace.environment,schema:lessonJsonSchema,tools:{allow:[],readOnly:!0},about:finding.id});if(!outcome.ok)return outcome.failure;let admitted=admitLesson(
{answer:outcome.value.structured,session:outcome.value.session,directory:outcome.value.directory,proven:fault,fix:diff.value,loaded,run:run.run,task:task.key});if(!admitted.ok)return admitted.failure;
let lesson=await findLikeness(attempt,state,{lesson:admitted.value,loaded:await loadedRules({repository,commit:control,book,paths:admitted.value.paths})});if(!lesson.ok)return lesson.failure;let proven=await provenRemedy(
attempt,state,{lesson:lesson.value,control,evidence:finding.evidence}),written=await attempt.merging(()=>writeLesson(infra,{repository,target,lesson:lesson.value,proven}));return written.ok?(tell2(attempt,
written.value),null):written.failure}function tell2({infra,run:{run}},{came,state,asks,commit:commit2,path,lesson}){state==="candidate"?record(infra,{kind:"lesson-waiting",run,lesson,commit:commit2,asks:asks??
""}):came!=="recurred"&&record(infra,{kind:"lesson-written",run,lesson,commit:commit2,path})}async function provenRemedy(attempt,state,{lesson,control,evidence}){let{infra,run,task,signal}=attempt,id=lesson.
same??lesson.id;if(!evidence)return null;let proof=await proveRemedy(infra,{repository:run.repository,lesson:{...lesson,id},evidence,gates:gatesOf(attempt),control,path:`${workspaceOf(state).path}.les\
son`,config:run.config,environment:{FANOUT_RUN:run.run,FANOUT_TASK:task.key},outputDirectory:join6(taskDirectory(infra,attempt),`lesson-${id}`),signal});return proof.ok&&proof.value?proof.value:((lesson.
check??lesson.hook??lesson.setting)&&infra.log.warn({task:task.key,lesson:id,proof},"nothing that the draft offers besides prose is proven"),null)}async function learn(attempt,state){let{infra,run,task,signal}=attempt,stateNow=()=>readTaskState(infra.store,run.run,task.key)??state;if(run.config.lessons){await proveTroubles(attempt,state);for(let proven of stateNow().
proven){if(signal.aborted)return null;let current=stateNow(),failure=await teach(attempt,current,proven);if(signal.aborted)return null;if(failure&&isWorthWaiting(failure,{setbacks:current.setbacks,now:infra.
clock.now()}))return failure;failure&&decline(attempt,{finding:proven.finding.id,failure})}}return giveBack(attempt,state)}var isWorthWaiting=(failure,{setbacks,now})=>reactTo(failure,{setbacks,now,hasWorked:!0}).
do==="wait";function decline(attempt,{finding,failure}){attempt.infra.log.warn({failure,task:attempt.task.key},"no lesson was written");let problems=failure.reason==="lesson-refused"?failure.problems:
[explain(failure).message];recordTask(attempt,{kind:"lesson-declined",finding,problems})}async function giveBack(attempt,state){let{infra,run,task}=attempt,current=readTaskState(infra.store,run.run,task.
key)??state;if(current.workspace){let{path,branch}=current.workspace,removed=await removeWorkspace(infra,{repository:run.repository,path,rescueRef:rescueRef(run.run,task.key,infra.clock.now()),deleteBranch:{
branch,keepAt:attemptRef(run.run,task.key,state.attempt),mergedInto:state.merged?.commit??null}});removed.ok?recordTask(attempt,{kind:"workspace-removed",path,rescued:removed.value.rescued}):infra.log.
warn({failure:removed.failure,task:task.key},"the workspace stays; `fanout clean` tries again")}return recordTask(attempt,{kind:"task-done"}),null}import{join as join8}from"node:path";import{readFileSync as readFileSync3,rmSync as rmSync2,writeFileSync as writeFileSync2}from"node:fs";import{join as join7}from"node:path";async function mergeIntoWorktree(wanted){let{repository,entry,path,head,onto,message}=wanted,note2=join7(entry.directory,"FANOUT_MERGE");if(clearStaleLocks(repository,path),await isAncestor({repository,
ancestor:onto,of:head}))return rmSync2(note2,{force:!0}),ok(void 0);let isAgain=read(note2)===`${head} ${onto}`,laid=await withPrivateGitDir({repository,head},async({environment})=>{let index=join7(entry.
directory,"index"),call={cwd:path,environment:{...environment,GIT_WORK_TREE:path,GIT_INDEX_FILE:index}},merged=await mergeTree(call,wanted);if(!merged.ok)return merged;let dirty=isAgain?null:await findDirty(
call,wanted);if(dirty)return fail({reason:"checkout-dirty",path,detail:dirty});writeFileSync2(note2,`${head} ${onto}`);let{tree,stages:stages2}=merged.value,moved=await gitOk({...call,args:["read-tree",
...isAgain?["--reset","-u"]:["-m","-u",head],tree]});if(!moved.ok)return rmSync2(note2,{force:!0}),fail({reason:"checkout-dirty",path,detail:moved.failure.stderr});let staged=stages2.length===0?ok(""):
await gitOk({...call,...stage(stages2)});return staged.ok?merged:staged});if(!laid.ok)return laid;let ended=laid.value.stages.length===0?await commit(wanted,laid.value.tree):leaveUnderWay({entry,onto,
message});return ended.ok&&rmSync2(note2,{force:!0}),ended}async function mergeTree(call,{head,onto}){let args=["merge-tree","--write-tree","--no-messages","-z",head,onto],answer=await git({...call,config:[
"merge.conflictStyle=diff3"],args}),[tree="",...stages2]=answer.bytes.toString("latin1").split("\0");return(answer.exitCode===0||answer.exitCode===1)&&tree!==""?ok({tree,stages:stages2.filter(record2=>record2!==
"")}):gitFailed({args},answer)}async function findDirty(call,{head}){await git({...call,args:["update-index","-q","--refresh"]});let{exitCode,stdout}=await git({...call,args:["diff-index","--name-only",
"--ignore-submodules",head]});return exitCode===0&&stdout===""?null:stdout.trim()}function stage(stages2){let paths=[...new Set(stages2.map(record2=>record2.slice(record2.indexOf("	")+1)))],none="0".repeat(
40),lines=[...paths.map(path=>`0 ${none}	${path}`),...stages2];return{args:["update-index","-z","--index-info"],input:Buffer.from(`${lines.join("\0")}\0`,"latin1")}}async function commit({repository,entry,
head,onto,message},tree){let made=await commitTree({repository,tree,parents:[head,onto],message});if(!made.ok)return made;let args=["update-ref","-m","fanout: merge","HEAD",made.value,head],moved=await gitOk(
{cwd:entry.directory,environment:{GIT_DIR:entry.directory},args});return moved.ok?ok(void 0):moved}function leaveUnderWay({entry,onto,message}){return writeFileSync2(join7(entry.directory,"MERGE_MSG"),
`${message}
`),writeFileSync2(join7(entry.directory,"MERGE_MODE"),"no-ff"),writeFileSync2(join7(entry.directory,"MERGE_HEAD"),`${onto}
`),ok(void 0)}function read(path){try{return readFileSync3(path,"utf8")}catch{return""}}async function startConflict(infra,{workspace,onto}){let{path,branch}=workspace,found=await findRepository(path);if(!found.ok)return found;let repository=found.value;if((await git({cwd:path,args:["rev\
-parse","--verify","--quiet","MERGE_HEAD"]})).exitCode===0)return listConflicts(path);let entry=findEntry(repository,path),head=asCommit((await git({cwd:path,args:["rev-parse","--verify","--quiet","HE\
AD"]})).stdout.trim());if(!entry||!head)return fail({reason:"not-a-repository",path});let message=`Merge what landed into ${branch}`,merged=await mergeIntoWorktree({repository,entry,path,head,onto,message});
if(!merged.ok)return merged;let conflicts=await listConflicts(path);return conflicts.ok&&infra.log.info({path,onto,files:conflicts.value.files},"merged what landed into a task"),conflicts}async function listConflicts(path){
let listed=await gitOk({cwd:path,args:["ls-files","--unmerged","-z"]});if(!listed.ok)return listed;let paths=listed.value.split("\0").flatMap(record2=>record2===""?[]:[record2.slice(record2.indexOf("	")+
1)]);return ok({files:[...new Set(paths)]})}async function merge(attempt,state){let{infra,run,task,signal}=attempt,target=`refs/heads/${mergedBranch(run.run)}`,commit2=builtCommit(state),onto=await readRef({repository:run.repository,ref:target});
if(onto===null)return{reason:"revision-unknown",revision:target,path:run.repository.commonDir};recordTask(attempt,{kind:"merge-wanted",commit:commit2,onto});let merged=await mergeTask(infra,{repository:run.
repository,run:run.run,task:task.key,title:task.title,commit:commit2,target,gates:gatesOf(attempt),config:run.config,checkoutPath:`${workspaceOf(state).path}.merge`,outputDirectory:join8(taskDirectory(
infra,attempt),`merge-${state.attempt}-${state.round}`),signal});return signal.aborted?null:merged.ok?(recordTask(attempt,{kind:"merged",...merged.value}),null):(recordTask(attempt,{kind:"merge-refuse\
d",failure:merged.failure}),refused2(attempt,state,merged.failure))}async function refused2(attempt,state,failure){if(failure.reason!=="merge-conflict"&&failure.reason!=="checks-failed")return failure;
let workspace=workspaceOf(state),keptAt=workspace.path,onto=await readRef({repository:attempt.run.repository,ref:`refs/heads/${mergedBranch(attempt.run.run)}`});if(onto===null)return failure;if(!mayGoBack(
state,attempt.run.config))return giveUp(state,failure,keptAt);let started=await startConflict(attempt.infra,{workspace,onto});if(!started.ok)return started.failure;let{files}=started.value,detail=failure.
reason==="merge-conflict"?`Other tasks changed the same lines. Their work is merged into your branch; these files have conflict markers: ${files.join(", ")}`:"Each side passes alone. What other tasks \
merged is merged into your branch: mend what fails of both together.",red=failure.reason==="checks-failed"?failure.red:[];return sendBack(attempt,state,{because:"conflict",detail,files,red,otherwise:giveUp(
state,failure,keptAt)})}var giveUp=(state,failure,keptAt)=>failure.reason==="merge-conflict"?{reason:"conflict-unresolved",task:state.key,files:failure.files,keptAt}:failure;var planBrief=(attempt,state,lessons)=>{let{run,task}=attempt;return`${briefHeader({run:run.run,task:task.key,attempt:state.attempt},"plan")}

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
ong, and what other work it could collide with.")});async function plan(attempt,state){let{trial}=attempt.task;if(trial)return recordTask(attempt,{kind:"plan-made",plan:trial.plan}),null;let workspace=workspaceOf(state),told=await lessonsFor(attempt,state),
outcome=await runSession(attempt,state,{stage:"plan",brief:planBrief(attempt,state,told.text),cwd:workspace.path,environment:workspace.environment,schema:external_exports.toJSONSchema(planSchema),tools:{
allow:[],readOnly:!0},told});if(!outcome.ok)return outcome.failure;let answer=planSchema.safeParse(outcome.value.structured);if(!answer.success){let{session,directory}=outcome.value;return{reason:"ans\
wer-invalid",session,detail:external_exports.prettifyError(answer.error),keptAt:directory}}return recordTask(attempt,{kind:"plan-made",plan:answer.data}),null}import{join as join9}from"node:path";async function prepare(attempt,state){let{infra,run,task,signal}=attempt,wanted=state.wanted??await want(attempt,state);if("reason"in wanted)return wanted;let workspace=await createWorkspace(infra,{repository:run.
repository,run:run.run,task:task.key,base:wanted.base,branch:wanted.branch,path:wanted.path,config:run.config,source:run.repository.mainWorktree,outputPath:join9(taskDirectory(infra,attempt),`setup-${state.
attempt}.log`),signal});return workspace.ok?(recordTask(attempt,{kind:"workspace-ready",workspace:workspace.value}),null):workspace.failure}async function want(attempt,state){let{infra,run,task}=attempt,
path=worktreePath({repository:run.repository,config:run.config,run:run.run,task:task.key}),branch=taskBranch(run.run,task.key);if(state.attempt>1){let cleared=await removeWorkspace(infra,{repository:run.
repository,path,rescueRef:rescueRef(run.run,task.key,infra.clock.now()),deleteBranch:{branch,keepAt:attemptRef(run.run,task.key,state.attempt-1)}});if(!cleared.ok)return cleared.failure}let base=task.
trial?.base??await readRef({repository:run.repository,ref:`refs/heads/${mergedBranch(run.run)}`});return base===null?{reason:"revision-unknown",revision:mergedBranch(run.run),path:run.repository.commonDir}:
(recordTask(attempt,{kind:"workspace-wanted",path,branch,base}),{path,branch,base})}import{join as join11}from"node:path";async function confirmFixed(infra,{findings,...site}){let proven=findings.filter(finding=>finding.status==="reproduced"),replayed=await replayFindings(infra,{...site,findings:proven});if(!replayed.ok)
return replayed;let having=status=>proven.filter(({id})=>replayed.value.get(id)===status);return ok({fixed:having("not-reproduced"),broken:having("reproduced"),unproven:having("unproven")})}function converge({verdict,earlier,rounds,unproven}){if(verdict.decision==="pass")return{next:"pass"};let blockers=({findings:findings2},round)=>findings2.filter(finding=>isBlocking(finding,{round,unproven})),
findings=blockers(verdict,earlier.length+1),before=new Set(earlier.flatMap((one,index)=>blockers(one,index+1)).flatMap(names));return findings.some(finding=>names(finding).some(name=>before.has(name)))?
{next:"ask",because:"repeated",findings}:earlier.length>=rounds?{next:"ask",because:"rounds-spent",findings}:unproven==="ask"&&findings.some(({status})=>status==="unproven")?{next:"ask",because:"unpro\
ven",findings}:{next:"fix",findings}}var names=({id,evidence})=>evidence?[id,digest(JSON.stringify(evidence))]:[id];async function keptTests({repository,finding,brokenAt,fixedAt}){let changed=await changedFiles({repository,base:brokenAt,commit:fixedAt}),brought=new Set(finding.evidence?.files.map(({path})=>path));return changed.
ok?changed.value.filter(path=>brought.has(path)||isTestFile(path,null)):[]}import{existsSync as existsSync3}from"node:fs";import{join as join10}from"node:path";async function askReviewers(attempt,state,under){let told=await tell3(attempt,state,under);if(!told.ok)return told;let[own,others]=await Promise.all([askClaude(attempt,state,{...under,told:told.value}),
askOthers(attempt,state,{...under,told:told.value})]);if(!own.ok)return own;if(!others.ok)return others;let given=others.value.flatMap(({opinion,answer})=>answer?[{by:opinion.by,answer}]:[]);return ok(
{answers:[...own.value.answers,...given],reviewer:own.value.reviewer,others:others.value})}async function tell3(attempt,state,{site,base}){let range={repository:site.repository,base,commit:site.commit},
diff=await readDiff2({...range,path:join10(site.outputDirectory,"change.diff")});if(!diff.ok)return diff;let chosen=await reviewersOf(range,attempt.run.config);return chosen.ok?ok({diff:diff.value,reviewers:chosen.
value.reviewers,lessons:await lessonsFor(attempt,state,citeLessons)}):chosen}function briefOf(attempt,state,{site,base,told,aspects}){let{run,task}=attempt,about={run:run.run,task:task.key,attempt:state.
attempt,title:task.title,spec:task.spec},{diff,lessons}=told;return reviewBrief({...about,diff,lessons:lessons.text,base,commit:site.commit,checks:gatesOf(attempt),aspects})}async function askClaude(attempt,state,under){
let{infra}=attempt,{path,environment={},outputDirectory}=under.site,ask=async checkout=>{let answers=[],reviewer;for(let{aspects,about}of under.told.reviewers.sessions){let outcome=await runSession(attempt,
state,{stage:"review",...about===void 0?{}:{about},brief:briefOf(attempt,state,{...under,aspects}),cwd:checkout.path,environment:checkout.environment,schema:verdictJsonSchema,model:reviewModel({config:attempt.
run.config,named:attempt.task.models.review},under.told.reviewers),tools:{allow:readerRules(gatesOf(attempt)),readOnly:!0},told:under.told.lessons});if(!outcome.ok)return outcome;let{session,directory,
structured}=outcome.value,answer=readReviewAnswer(structured,{session,keptAt:directory});if(!answer.ok)return answer;answers.push({by:"claude",answer:answer.value}),reviewer=session}if(!reviewer)throw new Error(
`Nobody was to review ${under.site.commit}`);return ok({answers,reviewer})};if(state.sessions.some(({stage:stage2,launchedAt})=>stage2==="review"&&launchedAt>=state.since)&&existsSync3(path))return ask(
{path,environment});let asked=await withCheckout(infra,{...under.site,outputPath:join10(outputDirectory,"setup.log")},ask);return asked.ok?asked.value:asked}async function askOthers(attempt,state,under){
let{infra,run}=attempt,names2=othersOf(run);if(names2.length===0)return ok([]);let brief=`${briefOf(attempt,state,{...under,aspects:run.config.reviews.aspects})}
${await readRules("review")}`;return askOpinions(infra,{...under.site,names:names2,brief})}async function review(attempt,state){let{infra,run,task,signal}=attempt,commit2=builtCommit(state),base=await baseOfChange(attempt,state,commit2),site={repository:run.repository,commit:commit2,path:`${workspaceOf(
state).path}.review`,config:run.config,environment:{FANOUT_RUN:run.run,FANOUT_TASK:task.key},signal,outputDirectory:join11(taskDirectory(infra,attempt),`review-${state.attempt}-${state.round}`)},asked=await askReviewers(
attempt,state,{site,base});if(!asked.ok)return asked.failure;if(signal.aborted)return null;let round=state.verdicts.length+1,judged2=await judge(infra,{...site,base,answers:asked.value.answers,round});
if(!judged2.ok)return judged2.failure;let verdict={...withOpinions(judged2.value,asked.value.others),reviewer:asked.value.reviewer},earlier=openFindings(state),confirmed=await confirmFixed(infra,{...site,
findings:earlier.map(({finding})=>finding)});if(!confirmed.ok)return confirmed.failure;if(signal.aborted)return null;for(let one of earlier.filter(({finding})=>has(confirmed.value.fixed,finding))){let kept=await keptTests(
{repository:run.repository,...one,fixedAt:commit2});recordTask(attempt,{kind:"finding-proven",...one,fixedAt:commit2,source:"review",kept})}let open=[...confirmed.value.broken,...confirmed.value.unproven];
return conclude(attempt,state,withOpen(verdict,{open,round,unproven:run.config.reviews.unproven}))}function openFindings(state){let mended=state.proven.map(({finding})=>finding),open=state.verdicts.flatMap(
({commit:commit2,findings,reviewer})=>findings.filter(finding=>finding.status==="reproduced"&&finding.isOutside!==!0&&!has(mended,finding)).map(finding=>({finding,brokenAt:commit2,reviewer})));return[
...new Map(open.map(one=>[one.finding.id,one])).values()]}var has=(findings,{id})=>findings.some(finding=>finding.id===id);function withOpen(verdict,{open,...weighing}){let missed=open.filter(finding=>!has(
verdict.findings,finding)),findings=[...verdict.findings,...missed];return{...verdict,findings,decision:decide(findings,weighing)}}function conclude(attempt,state,verdict){recordTask(attempt,{kind:"re\
view-finished",verdict});let{rounds,reviews}=attempt.run.config,next=converge({verdict,earlier:state.verdicts,rounds,unproven:reviews.unproven});if(next.next==="pass")return null;let blocks={reason:"r\
eview-blocks",task:state.key,because:next.next==="ask"?next.because:"rounds-spent",findings:next.findings.map(({title,file,line})=>`${title} (${file}:${line})`),keptAt:workspaceOf(state).path};if(next.
next==="ask")return blocks;let files=[...new Set(next.findings.map(({file})=>file))];return sendBack(attempt,state,{because:"findings",detail:verdict.summary,files,red:[],otherwise:blocks})}import{join as join12}from"node:path";async function tryOut(attempt,state){let{infra,run,task,signal}=attempt,outputDirectory=join12(taskDirectory(infra,attempt),`trial-${state.attempt}`),judged2=await withCheckout(infra,{repository:run.repository,
commit:builtCommit(state),path:`${workspaceOf(state).path}.review`,config:run.config,environment:{FANOUT_RUN:run.run,FANOUT_TASK:task.key},outputPath:join12(outputDirectory,"setup.log"),signal},checkout=>judge2(
attempt,state,{checkout,outputDirectory}));return signal.aborted?null:judged2.ok?(recordTask(attempt,{kind:"trial-ended",outcome:judged2.value}),null):judged2.failure}async function judge2(attempt,state,{
checkout,outputDirectory}){let{infra,run,task,signal}=attempt,timeoutMs=run.config.checkMinutes*6e4,evidence=task.trial?.evidence??null,outputPath=join12(outputDirectory,"evidence.log"),shown=evidence&&
await replayEvidence(infra,{checkout,evidence,timeoutMs,outputPath,signal});return shown==="reproduced"?"fault":(await runGates(infra,{commands:gatesOf(attempt),cwd:checkout.path,environment:checkout.
environment,commit:builtCommit(state),outputDirectory,timeoutMs,signal})).passed&&shown!=="unproven"?"good":"red"}var stages={preparing:prepare,planning:plan,building:build,checking:check,reviewing:review,fixing:fix,merging:merge,learning:learn};function stageOf(phase,{trial}){let stage2=trial&&phase==="checking"?
tryOut:stages[phase];if(!stage2)throw new Error(`Nothing is done in phase ${phase}`);return stage2}var realGround={stageOf,launchSession,waitSession,stopSession};function blockOrphans(infra,{run,graph},tasks){let phases=new Map(tasks.map(task=>[task.key,task.phase]));for(let task of graph.tasks){if(phases.get(task.key)!=="waiting")continue;let dependency=task.
dependsOn.find(key=>["failed","blocked","cancelled"].includes(phases.get(key)??""));if(!dependency)continue;phases.set(task.key,"blocked");let failure={reason:"dependency-failed",task:task.key,dependency};
record(infra,{kind:"task-blocked",run,task:task.key,failure})}}async function carryOn(attempt){let{infra,run,task,signal}=attempt;for(;;){let state=readTaskState(infra.store,run.run,task.key);if(!state||!isUnderWay(state)||signal.aborted||readRunState(infra.store,
run.run)?.status==="paused")return;let failure=exhaustedDisk(places(attempt))??await attempt.ground.stageOf(state.phase,task)(attempt,state);if(signal.aborted)return;failure?stop(attempt,failure):assertProgress(
attempt,state)}}var places=({infra,run})=>[infra.home,run.repository.commonDir];function stop(attempt,said){let{infra,run,task}=attempt,failure=exhaustedDisk(places(attempt))??said,now=infra.clock.now(),
setbacks=readTaskState(infra.store,run.run,task.key)?.setbacks??0,reaction=isCutShort(attempt,failure)?{do:"wait",until:now}:reactTo(failure,{setbacks,hasWorked:hasWorked(attempt),now});switch(reaction.
do){case"wait":return recordTask(attempt,{kind:"task-parked",failure,until:reaction.until});case"pause-all":return recordTask(attempt,{kind:"task-parked",failure,until:now}),pauseAll(infra);case"ask":
return recordTask(attempt,{kind:"task-blocked",failure});case"give-up":return recordTask(attempt,{kind:"task-failed",failure})}}function isCutShort({infra,run,task},failure){if(failure.reason!=="sessi\
on-over-budget")return!1;let session=(readTaskState(infra.store,run.run,task.key)?.sessions??[]).find(({id})=>id===failure.session);return session?(session.allowance?.[failure.limit]??1/0)<(stageAllowance(
run.config,session.stage)[failure.limit]??1/0):!1}var hasWorked=({infra,run})=>readTaskStates(infra.store,run.run).some(({sessions})=>sessions.some(({endedAt,failure})=>endedAt!==null&&failure===null));
function assertProgress({infra,run,task},before){let after=readTaskState(infra.store,run.run,task.key);if(after&&JSON.stringify(after)===JSON.stringify(before))throw new Error(`Stage ${before.phase} o\
f ${task.key} changed nothing`)}async function offerLessons(infra,state){let{run,repository,base,baseBranch,config}=state;if(!config.lessons||config.lessonDelivery!=="auto")return;let ref=`refs/heads/${mergedBranch(run)}`,tip=await readRef(
{repository,ref});if(tip===null)return;let start=(baseBranch===null?null:await readRef({repository,ref:`refs/heads/${baseBranch}`}))??base,known=readBook(await readCommitted({repository,commit:start,path:ledgerPath})??
""),book=readBook(await readCommitted({repository,commit:tip,path:ledgerPath})??"");for(let proven of book.values()){if(isProse(proven)||proven.state!=="active"||known.get(proven.id)?.form===proven.form)
continue;let wish={repository,from:tip,id:proven.id,into:null,base:start,isAgreed:!1},delivered=await deliverLesson(infra,wish);delivered.ok?await offer(infra,state,delivered.value):infra.log.warn({failure:delivered.
failure,lesson:proven.id},"a lesson got no branch of its own")}}async function offer(infra,{run,repository,baseBranch,config:{base,deliver}},{target:ref,commit:commit2,lesson}){let told={run,lesson:lesson.
id,branch:ref.replace("refs/heads/",""),commit:commit2},target=deliver.target??base??baseBranch,isPull=deliver.as==="pull-requests"&&target!==null;record(infra,{kind:"lesson-offer-wanted",...told,isPull});
let opened=isPull?await openLessonPull(infra,{repository,lesson,ref,commit:commit2,target,deliver}):null,[url,failure]=opened?.ok?[opened.value.url,null]:[null,opened?.failure??null];record(infra,{kind:"\
lesson-offered",...told,url,failure})}async function proveLearnt(infra,{run,repository,config,lessons}){if(config.lessonProofs.when!=="auto")return;let target=`refs/heads/${mergedBranch(run)}`,commit2=await readRef({repository,ref:target});
if(commit2===null)return;let here={repository,target,commit:commit2,book:readBook(await readCommitted({repository,commit:commit2,path:ledgerPath})??"")},tried2=new Set(listRunRows(infra.store,{repository:repository.
commonDir}).map(row=>runOfRow(infra.store,row).proof?.lesson));for(let id of new Set(lessons.map(({lesson})=>lesson.id))){if(tried2.has(id)||here.book.get(id)?.state!=="probation")continue;let planned=await planProof(
infra,here,{lesson:id,asks:"prove"});planned.ok?planned.value.submit():infra.log.info({failure:planned.failure,lesson:id},"a lesson stays on probation, since it cannot be tried out")}}var enoughTasks=10;function judgeLessons(book,counted){let merged=new Set(counted.merges.map(({run,task})=>`${run} ${task}`)),stale=new Map(findStale(book,counted).map(({id,reason})=>[id,reason]));return[
...book.values()].flatMap(({id,form,state,changedAt,recurrences})=>{let reason=stale.get(id);if(!isProse({form}))return[];if(reason!==void 0)return[{id,to:"retired",because:`${sentence(reason)}.`}];if(state!==
"probation"||recurrences.some(({at})=>at>=changedAt))return[];let since=counted.loads.filter(({at})=>at>=changedAt),told=[...toldTasks(since,id)].filter(task=>merged.has(task)).length;return told<enoughTasks?
[]:[{id,to:"active",because:`It was told to ${told} tasks that were merged, and its fault did not come back.`}]})}var sentence=text=>`${text.charAt(0).toUpperCase()}${text.slice(1)}`;async function tendLessons(infra,{run,repository,base,mergedCommit,config}){if(!config.lessons||mergedCommit===null||mergedCommit===base)return;let target=`refs/heads/${mergedBranch(run)}`,moved=[],commit2=null;
for(let{id,to,because}of await judged(infra,{repository,target})){let done=await moveLesson(infra,{repository,target},{id,to,because,by:"house"});done.ok?done.value.changed&&moved.push(id):infra.log.warn(
{failure:done.failure,run,lesson:id},"a lesson stays as it is"),done.ok&&(commit2=done.value.commit)}commit2!==null&&moved.length>0&&record(infra,{kind:"lessons-tended",run,lessons:moved,commit:commit2})}
async function judged(infra,{repository,target}){let tip=await readRef({repository,ref:target}),ledger=tip&&await readCommitted({repository,commit:tip,path:ledgerPath});return ledger?judgeLessons(readBook(
ledger),{loads:readLoads(infra,repository),files:await listCommitted({repository,commit:tip,under:[]}),merges:mergedTasks(infra,repository)}):[]}async function concludeRun(infra,state,tasks){try{if(isProof(state)){state.proved||await concludeProof(infra,state,tasks);return}await tendLessons(infra,state),await offerLessons(infra,state),await proveLearnt(
infra,state)}catch(error){if(exhaustedBy(error))throw error;infra.log.error({err:error,run:state.run},"defect at the end of a run")}}async function ensureTarget(infra,{run,repository,base,mergedCommit}){if(mergedCommit)return!0;let branch=mergedBranch(run),ref=`refs/heads/${branch}`,there=await readRef({repository,ref});if(there===
null){let made=await updateRef({repository,ref,to:base,from:null});if(!made.ok)return blockAll(infra,{run,failure:made.failure}),!1}return record(infra,{kind:"target-created",run,branch,commit:there??
base}),!0}function blockAll(infra,{run,failure}){for(let{key,phase}of readTaskStates(infra.store,run))isEnded(phase)||record(infra,{kind:"task-blocked",run,task:key,failure});record(infra,{kind:"run-f\
inished",run})}var nextOf=({graph},tasks)=>nextTasks({graph,phases:new Map(tasks.map(task=>[task.key,task.phase])),free:tasks.length,weights:criticalPath(graph)});var restMs=2e3;function sayUnwell(infra,error,marks={}){let failure=exhaustedBy(error);failure?infra.log.warn({failure,...marks},"the supervisor waits for room"):infra.log.error({err:error,...marks},"\
a defect in the supervisor")}import{isDeepStrictEqual}from"node:util";async function probeBranches(repository,{branches,landed,known}){let pairs=branches.flatMap((one,index)=>[...branches.slice(index+1).map(other=>({one,other:other.task,commit:other.commit})),...landed===
null?[]:[{one,other:null,commit:landed}]]),keyOf=({one,commit:commit2})=>`${one.commit} ${commit2}`,unknown=pairs.filter(pair=>!known.has(keyOf(pair)));return unknown.length>0&&await withMerging(repository,
async merging=>{for(let pair of unknown){let merged=await merging.mergeTree({ours:pair.one.commit,theirs:pair.commit});merged.ok?known.set(keyOf(pair),[]):merged.failure.reason==="merge-conflict"&&known.
set(keyOf(pair),merged.failure.files)}}),pairs.flatMap(pair=>{let files=known.get(keyOf(pair))??[];return files.length>0?[{tasks:[pair.one.task,pair.other],files}]:[]})}var everyMs=3e3,CollisionWatch=class{#infra;#probing=null;#probedAt=-everyMs;#seen="";#known=new Map;constructor(infra){this.#infra=infra}get isBusy(){return this.#probing!==null}look(run){this.#probing||
this.#infra.clock.elapsed()-this.#probedAt<everyMs||(this.#probing=this.#probe(run).catch(error=>this.#infra.log.warn({err:error,run:run.run},"the live branches could not be probed")).finally(()=>{this.#probedAt=
this.#infra.clock.elapsed(),this.#probing=null}))}async#probe({run,repository}){let refs=await listRefs({repository,prefix:`${branchPrefix}${run}/`}),tips=new Map(refs.map(({ref,commit:commit2})=>[ref.
slice(11),commit2])),tasks=readTaskStates(this.#infra.store,run).filter(isLive),live=tasks.flatMap(state=>{let commit2=tips.get(taskBranch(run,state.key));return commit2===void 0||commit2===state.workspace?.
base?[]:[{task:state.key,commit:commit2}]}),landed=tips.get(mergedBranch(run)),seen=JSON.stringify([live,landed,tasks.map(({key,phase})=>[key,phase])]);if(seen===this.#seen||live.length===0)return;let found=await probeBranches(
repository,{branches:live,landed:landed??null,known:this.#known});for(let state of tasks){let mine=found.flatMap(({tasks:[one,other],files})=>{let against=one===state.key?other:other===state.key?one:void 0;
return against===void 0||!isLater(state,against,tasks)?[]:[{with:against,files:[...files]}]});await this.#tell(state,mine,{run})}this.#seen=seen}async#tell(state,mine,{run}){let{key,collisions}=state;
if(isDeepStrictEqual(mine,collisions))return;record(this.#infra,{kind:"collisions-seen",run,task:key,collisions:mine});let known=new Set(collisions.flatMap(({files})=>files)),news=mine.filter(({files})=>files.
some(file=>!known.has(file))),session=state.sessions.findLast(({stage:stage2,endedAt})=>endedAt===null&&(stage2==="build"||stage2==="fix"));if(news.length===0||!session)return;(await sendMessage(this.#infra,
{session:session.id,text:collisionNote(news)})).ok&&record(this.#infra,{kind:"collision-told",run,task:key,session:session.id})}},isLive=state=>(isUnderWay(state)||state.phase==="held")&&state.phase!==
"learning",order=["preparing","planning","building","held","fixing","checking","reviewing","merging"];function isLater(state,against,tasks){let other=tasks.find(({key})=>key===against);if(!other)return!0;
let far=order.indexOf(state.phase)-order.indexOf(other.phase);if(far!==0)return far<0;let began=(state.attemptedAt??0)-(other.attemptedAt??0);return began===0?tasks.indexOf(state)>tasks.indexOf(other):
began>0}var DeliveryWatch=class{#infra;#delivering=null;#delivered=null;#defect=null;constructor(infra){this.#infra=infra}get isBusy(){return this.#delivering!==null}begin({run,base,config,delivery,mergedCommit},tasks){
let defect=this.#defect;if(this.#defect=null,defect)throw defect.error;let isComplete=config.deliver.as!=="target"||tasks.every(({phase})=>phase==="done");return config.deliver.as===void 0||mergedCommit===
null||mergedCommit===base||!isComplete||delivery?.commit===mergedCommit&&(delivery.isDone||delivery.failure!==null)||this.#delivered===mergedCommit?!1:(this.#delivering=this.#deliver(run).then(()=>{this.#delivered=
mergedCommit},error=>{this.#defect={error}}).finally(()=>this.#delivering=null),!0)}async#deliver(run){let delivered=await deliverRun(this.#infra,{run});delivered.ok||this.#infra.log.warn({run,failure:delivered.
failure},"what a run merged was not delivered")}};async function endSessions(infra,{run,task,ground}){for(let session of readTaskState(infra.store,run,task)?.sessions??[]){if(session.endedAt!==null)continue;let{id,stage:stage2,directory}=session,{spending}=await ground.
stopSession(infra,{session:id});record(infra,{kind:"session-ended",run,task,session:id,stage:stage2,spending,failure:{reason:"session-stopped",session:id,keptAt:directory}})}}async function holdTask(infra,{run,task}){let{repository}=readRunState(infra.store,run)??{},{workspace,attachAsked}=readTaskState(infra.store,run,task)??{};if(!repository||!workspace||!attachAsked)return;
let head=await readRef({repository,ref:`refs/heads/${workspace.branch}`});record(infra,{kind:"task-held",run,task,head:head??workspace.base})}var fewestLookedAt=32,OverlapWatch=class{#infra;#past=null;#reach=new Map;#forecast={of:"",overlaps:[]};constructor(infra){this.#infra=infra}async look(run,tasks){if(!run.config.merges.separate)return;
let plans=new Map(tasks.map(({key,plan:plan2})=>[key,plan2?.paths??[]])),reach=run.graph.tasks.map(({key,paths})=>({key,paths:[...paths,...plans.get(key)??[]]}));this.#reach=new Map(reach.filter(({paths})=>paths.
length>0).map(one=>[one.key,one])),this.#reach.size>=2&&(this.#past??=await learnPast({...run,log:this.#infra.log}))}choose(ready,{run,tasks,underWay,free}){if(free<=0)return[];let first=ready.slice(0,
Math.max(fewestLookedAt,free*4)),overlaps=this.#overlapsOf([...underWay,...first]),{start,held}=keepApart(first,{underWay,overlaps,most:free});for(let{task,behind,because}of held)tasks.find(({key})=>key===
task)?.keptApart?.because!==because&&record(this.#infra,{kind:"task-kept-apart",run:run.run,task,behind,because});return start}#overlapsOf(keys){if(!this.#past)return[];let reach=keys.flatMap(key=>this.#reach.
get(key)??[]),of=JSON.stringify(reach);return of!==this.#forecast.of&&(this.#forecast={of,overlaps:forecastOverlaps(reach,this.#past)}),this.#forecast.overlaps}};var usualTogether=8,RunDriver=class{#infra;#run;#carried=new Map;#overlaps;#collisions;#stopping=new Map;#delivery;#limiterOf;#ground;#onMachine;underWay=0;#restsUntilMs=0;constructor(infra,{run,limiterOf,
ground,onMachine}){this.#infra=infra,this.#overlaps=new OverlapWatch(infra),this.#collisions=new CollisionWatch(infra),this.#delivery=new DeliveryWatch(infra),this.#run=run,this.#limiterOf=limiterOf,this.#ground=
ground,this.#onMachine=onMachine}count(){if(!this.#isResting)try{let isRunning=readRunState(this.#infra.store,this.#run)?.status==="running";this.underWay=isRunning?readTaskStates(this.#infra.store,this.#run).
filter(isUnderWay).length:this.#carried.size}catch(error){this.#rest(error)}}get#isResting(){return this.#infra.clock.elapsed()<this.#restsUntilMs}async tick(){if(this.#isResting)return!1;try{return await this.#look()}catch(error){
return this.#rest(error),!1}}#rest(error,marks={}){sayUnwell(this.#infra,error,{run:this.#run,...marks}),this.#restsUntilMs=this.#infra.clock.elapsed()+restMs}async#look(){let state=readRunState(this.#infra.
store,this.#run);if(!state)return!0;let tasks=readTaskStates(this.#infra.store,this.#run);return this.#stopCancelled(state,tasks),this.#handOver(tasks),state.status==="cancelling"?this.#cancelled(tasks):
state.status==="paused"?!1:state.status!=="running"?this.#carried.size===0:await ensureTarget(this.#infra,state)?(this.#wake(state,tasks),blockOrphans(this.#infra,state,tasks),await this.#overlaps.look(
state,tasks),this.#collisions.look(state),this.#start(state),this.#finish(state)):!1}#wake(state,tasks){let now=this.#infra.clock.now(),due=tasks.filter(({parked})=>parked!==null&&parked.until<=now);for(let{
key}of due.slice(0,Math.max(0,this.#free(state))))this.underWay+=1,record(this.#infra,{kind:"task-woken",run:this.#run,task:key})}#free({config}){let together=config.machineSlots??Math.max(usualTogether,
config.slots);return Math.min(config.slots-this.underWay,together-this.#onMachine())}#start(state){let tasks=readTaskStates(this.#infra.store,this.#run),underWay=tasks.filter(isUnderWay);for(let{key}of underWay)
this.#carry(state,key);let candidates=isProof(state)?this.#nextTrial(state,tasks):nextOf(state,tasks),free=this.#free(state),ready=this.#overlaps.choose(candidates,{run:state,tasks,underWay:underWay.map(
({key})=>key),free}),spent=ready.length>0?runBudget(state,tasks):null;for(let key of ready){if(spent){record(this.#infra,{kind:"task-blocked",run:this.#run,task:key,failure:spent});continue}let attempt=(tasks.
find(task=>task.key===key)?.attempt??0)+1;record(this.#infra,{kind:"task-started",run:this.#run,task:key,attempt}),this.underWay+=1,this.#carry(state,key)}}#carry(run,key){let task=run.graph.tasks.find(
one=>one.key===key);if(!task||this.#carried.has(key)||this.#stopping.has(key))return;let abort=new AbortController,rest2=this.#attempt(run,task,abort).catch(error=>this.#rest(error,{task:key})).finally(
()=>this.#carried.delete(key));this.#carried.set(key,{abort,rest:rest2})}async#attempt(run,task,abort){let target=targetKey({repository:run.repository,target:`refs/heads/${mergedBranch(run.run)}`}),merging=work=>inTurn(
target,work),limiter=this.#limiterOf(run.agent.name),attempt={infra:this.#infra,run,task,signal:abort.signal,merging,limiter,ground:this.#ground};try{await carryOn(attempt)}catch(error){let exhausted=exhaustedBy(
error);if(exhausted)return stop(attempt,exhausted);this.#infra.log.error({err:error,run:run.run,task:task.key},"defect in a task");let detail=error instanceof Error?error.stack??error.message:String(error);
record(this.#infra,{kind:"task-failed",run:run.run,task:task.key,failure:{reason:"defect",detail}})}}#nextTrial(state,tasks){if(tasks.some(isUnderWay)||tasks.some(({phase})=>phase==="parked"))return[];
let next=trialToStart(state,tasks);if(next)return[next.key];for(let{key,phase}of tasks)phase==="waiting"&&record(this.#infra,{kind:"task-cancelled",run:this.#run,task:key});return[]}async#finish(state){
let tasks=()=>readTaskStates(this.#infra.store,this.#run),isOver=()=>tasks().every(task=>isEnded(task.phase));return this.#carried.size>0||this.#delivery.isBusy||this.#collisions.isBusy||!isOver()||(await concludeRun(
this.#infra,state,tasks()),!isProof(state)&&this.#delivery.begin(state,tasks()))?!1:this.#infra.store.write(()=>isOver()&&record(this.#infra,{kind:"run-finished",run:state.run})!==null)}#stopCancelled(state,tasks){
for(let{key,phase,cancelAsked}of tasks)!isEnded(phase)&&(cancelAsked||state.status==="cancelling")&&this.#end(key,()=>this.#stop(key))}#end(key,work){if(this.#stopping.has(key))return;let ending=work().
catch(error=>this.#rest(error,{task:key})).finally(()=>this.#stopping.delete(key));this.#stopping.set(key,ending)}#cancelled(tasks){return this.#stopping.size>0||!tasks.every(task=>isEnded(task.phase))?
!1:(record(this.#infra,{kind:"run-cancelled",run:this.#run}),!0)}#handOver(tasks){for(let{key,attachAsked,cancelAsked}of tasks)attachAsked&&!cancelAsked&&this.#end(key,()=>this.#hold(key))}async#hold(key){
await this.#bringToRest(key),await holdTask(this.#infra,{run:this.#run,task:key})}async#stop(key){await this.#bringToRest(key),record(this.#infra,{kind:"task-cancelled",run:this.#run,task:key})}async#bringToRest(key){
let carried=this.#carried.get(key);carried?.abort.abort(),await carried?.rest,await endSessions(this.#infra,{run:this.#run,task:key,ground:this.#ground})}};import{existsSync as existsSync4,renameSync as renameSync2,rmSync as rmSync3,statSync}from"node:fs";import{join as join13}from"node:path";var incremental=2;function tidyStore({db}){try{db.pragma("auto_vacuum",{simple:!0})===incremental?db.pragma("incremental_vacuum"):db.exec("PRAGMA auto_vacuum = INCREMENTAL; VACUUM"),db.pragma("optimiz\
e"),db.pragma("wal_checkpoint(TRUNCATE)")}catch(error){if(!isBusy(error))throw error}}var dayMs=24*3600*1e3,mostLogBytes=8e6;function tidyHome(infra){try{for(let row of listRunRows(infra.store,{statuses:["finished","cancelled"]})){let{run,finishedAt,config}=runOfRow(infra.store,row),folder=join13(
infra.home,"runs",run);finishedAt===null||infra.clock.now()-finishedAt<(config.keepDays??30)*dayMs||!existsSync4(folder)||(rmSync3(folder,{recursive:!0,force:!0}),infra.log.info({run},"transcripts and\
 outputs of a run went, as it ended long ago"))}for(let name of["supervisor.log","supervisor.jsonl","mcp.jsonl"])rotate(join13(infra.home,name));tidyStore(infra.store)}catch(error){if(!exhaustedBy(error))
throw error}}function rotate(path){(statSync(path,{throwIfNoEntry:!1})?.size??0)>mostLogBytes&&renameSync2(path,`${path}.1`)}import{renameSync as renameSync3,writeFileSync as writeFileSync3}from"node:fs";import{join as join14}from"node:path";var newsMs=24*3600*1e3;function writeStanding(infra){let now=infra.clock.now(),lines=listRunRows(infra.store,{}).map(row=>runOfRow(infra.store,row)).filter(({finishedAt,repository})=>(finishedAt===null||
now-finishedAt<newsMs)&&repository.mainWorktree!==null).map(run=>[run.repository.mainWorktree,Math.ceil(((run.finishedAt??-newsMs)+newsMs)/1e3),standing(run,readTaskPhases(infra.store,run.run))]).map(
fields=>`${fields.map(field=>String(field).replaceAll(/[\t\n]/g," ")).join("	")}
`),path=join14(infra.home,"standing.tsv");writeFileSync3(`${path}.new`,lines.join(""),{mode:384}),renameSync3(`${path}.new`,path)}var mostNamed=12;function standing({run,graph,status,proof,proved},tasks){
let merged=tasks.filter(({phase})=>phase==="done").length,active=tasks.filter(({phase})=>!isEnded(phase)&&phase!=="waiting"),stuck=tasks.filter(({phase})=>phase==="blocked"||phase==="failed"),all=[...active,
...stuck].map(({key,phase})=>`${key} is ${phase}`),more=all.length>mostNamed?[`and ${all.length-mostNamed} more`]:[],parts=[proof?proved?.because??`${merged} trials so far`:`${merged} of ${tasks.length}\
 tasks merged to ${mergedBranch(run)}`,...all.slice(0,mostNamed),...more];return`Run ${run} (${graph.title}) is ${status}: ${parts.join(", ")}.`}var lookEveryMs=100,startPatienceMs=1e3;async function runSupervisor(infra,{idleMs,ground=realGround}){let lock=await takeLock(infra);if(!lock)return!1;if(!isSound(infra))return lock.release(),!1;leaveCgroup(),
note(infra),infra.log.info("supervisor started");let drivers=new Map,limiters=new Map,limiterOf=agent=>{let limiter=limiters.get(agent)??new Limiter(infra,agent);return limiters.set(agent,limiter),limiter},
onMachine=()=>[...drivers.values()].reduce((sum,{underWay})=>sum+underWay,0),busyAt=infra.clock.elapsed(),told=-1,defects=0;for(;;){try{for(let run of liveRuns(infra))drivers.has(run)||drivers.set(run,
new RunDriver(infra,{run,limiterOf,ground,onMachine}));for(let driver of drivers.values())driver.count();let inTurn2=[...drivers].toSorted(([,one],[,other])=>one.underWay-other.underWay);for(let[run,driver]of inTurn2)
await driver.tick()&&drivers.delete(run);drivers.size>0&&(busyAt=infra.clock.elapsed());let seq=lastSeq(infra.store);if(seq!==told&&tell4(infra),told=seq,defects=0,infra.clock.elapsed()-busyAt>idleMs&&
leave(infra,lock))break}catch(error){if(!exhaustedBy(error)&&(defects+=1)>mostDefects)throw error;await rest(infra,error)}await infra.clock.sleep(lookEveryMs)}return infra.log.info("supervisor left: n\
othing to do"),!0}var mostDefects=30;async function rest(infra,error){sayUnwell(infra,error),await infra.clock.sleep(restMs)}function isSound(infra){let verified=verifyJournal(infra.store);return verified.
ok||infra.log.error({failure:verified.failure},"the supervisor does nothing on a damaged journal"),verified.ok}function note(infra){try{noteSupervisor(infra.home)}catch(error){sayUnwell(infra,error)}}
function tell4(infra){try{writeStanding(infra)}catch(error){sayUnwell(infra,error)}}async function takeLock(infra){let start=infra.clock.elapsed();for(;;){let lock=tryLock(supervisorLock(infra.home));
if(lock||infra.clock.elapsed()-start>startPatienceMs)return lock;await infra.clock.sleep(20)}}var liveRuns=infra=>listRunRows(infra.store,{statuses:["running","paused","cancelling"]}).map(row=>row.id);
function leave(infra,lock){return liveRuns(infra).length>0?!1:(tidyHome(infra),infra.store.write(()=>liveRuns(infra).length>0?!1:(lock.release(),!0)))}export{runSupervisor};
