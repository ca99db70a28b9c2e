import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);
import{changeLessons,defaultModels,deleteRef,findClaude,findLesson,forgeRepository,lessonMessage,openPullRequest,pickLessons,pullRequestTitle,pushBranch,quoteBlock,quoteLine,readRef,remoteAddress,sayOverlap,
updateRef}from"./chunk-LS2VGNLL.mjs";import{anyOverlap,branchPrefix,isEnded,isInUse,isProse,ledgerPath,linesAbout,listRunRows,mergedBranch,readBook,readCommitted,readJournal,readRunState,readTaskState,
readTaskStates,record,runOfRow}from"./chunk-2VX4NJND.mjs";import{newRunId}from"./chunk-LLUACZN6.mjs";import{fail,ok}from"./chunk-74WLFBLL.mjs";import{readFileSync,renameSync,writeFileSync}from"node:fs";import{join}from"node:path";import{isDeepStrictEqual}from"node:util";var classes={"session-died":"transient","session-silent":"transient","agent-unavailable":"transient","lock-busy":"transient","ref-moved":"transient","git-failed":"transient","process-failed":"transien\
t","agent-rate-limited":"limit","agent-not-logged-in":"auth","agent-out-of-credit":"auth","session-over-budget":"budget","budget-spent":"budget","agent-missing":"environment","agent-too-old":"environm\
ent","program-missing":"environment","fence-broken":"environment","setup-failed":"environment","workspace-unproven":"environment","filter-unusable":"environment","machine-exhausted":"machine","session\
-looping":"person","session-stuck":"person","answer-invalid":"bug","session-failed":"bug","permission-denied":"person","conflict-unresolved":"person","gates-weakened":"person","review-blocks":"person",
"opinion-failed":"person"},classOf=({reason})=>classes[reason]??"work",minute=6e4,patience={"session-died":{tries:6,firstMs:200,mostMs:minute},"session-silent":{tries:1,firstMs:1e3,mostMs:minute},"age\
nt-unavailable":{tries:40,firstMs:5e3,mostMs:10*minute},"agent-rate-limited":{tries:60,firstMs:15e3,mostMs:15*minute},"agent-not-logged-in":{tries:1,firstMs:5e3,mostMs:5e3},"session-looping":{tries:1,
firstMs:200,mostMs:minute},"session-stuck":{tries:1,firstMs:200,mostMs:minute},"lock-busy":{tries:3,firstMs:1e3,mostMs:minute},"ref-moved":{tries:3,firstMs:1e3,mostMs:minute},"git-failed":{tries:2,firstMs:1e3,
mostMs:minute},"process-failed":{tries:2,firstMs:1e3,mostMs:minute},"answer-invalid":{tries:1,firstMs:200,mostMs:minute},"session-failed":{tries:1,firstMs:1e3,mostMs:minute},"opinion-failed":{tries:2,
firstMs:5e3,mostMs:minute},"machine-exhausted":{tries:1/0,firstMs:5e3,mostMs:minute}};function reactTo(failure,{setbacks,hasWorked,now}){let known=patience[failure.reason],isWorthIt=failure.reason!=="\
agent-not-logged-in"||hasWorked;if(known&&isWorthIt&&setbacks<known.tries)return{do:"wait",until:wake(failure,{known,setbacks,now})};switch(classOf(failure)){case"auth":return{do:failure.reason==="age\
nt-not-logged-in"&&hasWorked?"pause-all":"ask"};case"limit":case"budget":case"environment":case"person":return{do:"ask"};case"transient":case"machine":case"bug":case"work":return{do:"give-up"}}}function wake(failure,{
known,setbacks,now}){return failure.reason==="agent-rate-limited"&&failure.resetsAt!==null?Math.max(failure.resetsAt,now)+1e3:now+Math.min(known.mostMs,known.firstMs*2**Math.min(setbacks,20))}var open={most:64,closedUntil:0,detail:""},halvesEveryMs=1e4,staggerMs={claude:300},lookEveryMs=50,Limiter=class{#infra;#agent;#path;#state;#live=0;#startedMs=-1/0;#halvedMs=-1/0;constructor(infra,agent){
this.#infra=infra,this.#agent=agent,this.#path=join(infra.home,`account-${agent}.json`),this.#state=readAccount(infra,agent)}get state(){return this.#state}async enter(signal){let{clock}=this.#infra,pause=staggerMs[this.#agent]??
0;for(;;){let{closedUntil,detail,most}=this.#state;if(closedUntil>clock.now())return{reason:"agent-rate-limited",agent:this.#agent,detail,resetsAt:closedUntil};if(this.#live<Math.max(1,Math.floor(most))&&
clock.elapsed()-this.#startedMs>=pause||signal.aborted)break;await clock.sleep(lookEveryMs,signal)}return this.#startedMs=clock.elapsed(),this.#live+=1,null}adopt(){this.#live+=1}leave(failure){if(this.#live-=
1,failure===null)return this.#learn({most:Math.min(open.most,this.#state.most+1/Math.max(1,this.#state.most))});if(failure.reason==="agent-rate-limited"&&failure.resetsAt!==null)return this.#learn({closedUntil:Math.
max(failure.resetsAt,this.#state.closedUntil),detail:failure.detail});if(classOf(failure)==="auth")return this.#learn({most:1});(failure.reason==="agent-rate-limited"||failure.reason==="agent-unavaila\
ble")&&this.#halve()}#halve(){let nowMs=this.#infra.clock.elapsed();nowMs-this.#halvedMs<halvesEveryMs||(this.#halvedMs=nowMs,this.#learn({most:Math.max(1,Math.min(this.#state.most,this.#live+1)/2)}))}#learn(change){
let learned={...this.#state,...change};if(isDeepStrictEqual(learned,this.#state))return;this.#state=learned;let draft=`${this.#path}.${process.pid}.tmp`;writeFileSync(draft,`${JSON.stringify(this.#state)}\

`,{mode:384}),renameSync(draft,this.#path)}};function readAccount({home},agent){try{return{...open,...JSON.parse(readFileSync(join(home,`account-${agent}.json`),"utf8"))}}catch{return open}}var sayWeighed=({without,told,control})=>`the fault came in ${without.faults} of ${without.tries} tries without it and in ${told.faults} of ${told.tries} with it; other work was ${control}`;async function writeComparison(infra,{
run,proof,weighed,...target}){let because=`${sayWeighed(weighed)} (${proof.model}).`,changed=await changeLessons(infra,target,book=>{let found=findLesson(book,proof.lesson);if(!found.ok)return found;let{
id,state,form,rule,events}=found.value,isSaid=event=>event.kind==="compared"&&event.run===run&&event.verdict===weighed.verdict&&sayWeighed(event)===sayWeighed(weighed);if(events.some(isSaid))return ok(
{events:[],message:""});let at=infra.clock.now(),compared={kind:"compared",id,at,run,model:proof.model,...weighed},to=isProse({form})?decide(state,{asks:proof.asks,verdict:weighed.verdict}):state,moved=to===
state?[]:[{kind:"moved",id,at,to,because,by:"replay"}],message=`docs(rules): compare sessions with and without a lesson

${rule}

${weighed.verdict}: ${because}

Fanout-Lesson: ${id}
Fanout-State: ${to}
Fanout-Run: ${run}
`;return ok({events:[compared,...moved],message})});if(!changed.ok)return changed;let lesson=changed.value.book.get(proof.lesson);if(!lesson)throw new Error(`Lesson ${proof.lesson} was compared and is\
 not in the ledger`);return ok({commit:changed.value.commit,lesson})}function decide(state,{asks,verdict}){return state==="candidate"||state==="retired"?state:verdict==="harms"||verdict==="not-needed"&&
asks==="ablate"?"retired":verdict==="helps"?"active":state}function weighTrials(tried,tries){let of=isTold=>tried.filter(one=>one.work==="faulty"&&one.isTold===isTold).flatMap(outcomeOf),[without,told]=[of(!1),of(!0)],faults=without.filter(outcome=>outcome===
"fault").length,bad=told.filter(outcome=>outcome!=="good").length,counted=without.filter(outcome=>outcome!=="red").length,control=weighControl(tried),sums={without:{faults,tries:counted},told:{faults:told.
filter(outcome=>outcome==="fault").length,tries:told.length},control};return{verdict:(()=>{if(control==="harmed")return"harms";let badWithout=without.length-without.filter(outcome=>outcome==="good").length;
return chance({hits:bad,of:told.length},{hits:badWithout,of:without.length})<=.05?"harms":counted>=tries&&faults===0?"not-needed":chance({hits:faults,of:counted},{hits:bad,of:told.length})<=.05&&control===
"unharmed"?"helps":"open"})(),...sums}}function nextTrial(trials,tries){let verdictAt=end=>weighTrials(trials.map(one=>one.isWaiting?imagine(one,end):one),tries).verdict,matters=kind=>ends.some(end=>verdictAt(
end)!==verdictAt({...end,[kind]:!end[kind]})),wanted={without:matters("without"),told:matters("told"),control:matters("control")},hasFailed=trials.some(({work,isTold,outcome})=>work==="control"&&isTold&&
outcome==="red"),isNext=({work,isTold,isWaiting})=>isWaiting&&wanted[kindOf({work,isTold})]&&(work==="faulty"||isTold||hasFailed);return trials.find(isNext)??null}var both=[!0,!1],ends=both.flatMap(without=>both.
flatMap(told=>both.map(control=>({without,told,control})))),kindOf=({work,isTold})=>work==="control"?"control":isTold?"told":"without";function imagine(one,end){let isGood=one.work==="control"&&!one.isTold||
end[kindOf(one)];return{...one,outcome:isGood?"good":one.work==="control"?"red":"fault"}}function weighControl(tried){let of=isTold=>tried.filter(one=>one.work==="control"&&one.isTold===isTold).flatMap(
outcomeOf),[told,without]=[of(!0),of(!1)];return told.includes("good")?"unharmed":told.length>1&&without.includes("good")?"harmed":"unknown"}var outcomeOf=({outcome})=>outcome===null?[]:[outcome];function chance(one,other){
let hits=one.hits+other.hits,all=choose(one.of+other.of,hits),sum=0;for(let count=one.hits;count<=Math.min(one.of,hits);count+=1)sum+=choose(one.of,count)*choose(other.of,hits-count);return sum/all}function choose(from,count){
if(count<0||count>from)return 0;let ways=1;for(let nth=1;nth<=count;nth+=1)ways=ways*(from-count+nth)/nth;return ways}var trialToStart=(run,tasks)=>nextTrial(triedOf(run,tasks).map((tried,nth)=>({...tried,state:tasks[nth],isWaiting:tasks[nth]?.phase==="waiting"})),run.proof.tries)?.state??null;async function concludeProof(infra,run,tasks){
let{repository,proof}=run,weighed=weighTrials(triedOf(run,tasks),proof.tries),written=await writeComparison(infra,{repository,target:proof.target,run:run.run,proof,weighed});record(infra,{kind:"proof-\
ended",run:run.run,verdict:weighed.verdict,because:[sayWeighed(weighed),...missing(tasks)].join("; "),commit:written.ok?written.value.commit:null,failure:written.ok?null:written.failure}),await deleteRef(
{repository,ref:`refs/heads/${mergedBranch(run.run)}`,from:run.base})}async function writeProofAgain(infra,{repository,target,lesson,asks}){let isOf=({proof})=>proof.target===target&&proof.lesson===lesson&&
proof.asks===asks,newest=listRunRows(infra.store,{repository:repository.commonDir}).map(row=>runOfRow(infra.store,row)).filter(isProof).find(isOf);return newest?.proved?.failure?(await concludeProof(infra,
newest,readTaskStates(infra.store,newest.run)),newest.run):null}function missing(tasks){let without=tasks.filter(({phase,tried})=>isEnded(phase)&&phase!=="cancelled"&&tried===null);return[...new Set(without.
flatMap(({failure})=>failure?.reason??[]))].map(reason=>`some ended with ${reason}`)}var triedOf=({graph},tasks)=>tasks.map(({key,tried})=>{let trial=graph.tasks.find(task=>task.key===key)?.trial;if(!trial)
throw new Error(`Task ${key} of a proof is no trial`);return{work:trial.work,isTold:trial.isTold,outcome:tried}}),isProof=run=>!!run.proof;var mostRisk=.5;function keepApart(ready,{underWay,overlaps,most=Number.POSITIVE_INFINITY}){let start=[],held=[];for(let task of ready){if(start.length>=most)break;let clash=overlaps.find(({tasks,risk})=>risk>
mostRisk&&tasks.includes(task)&&[...underWay,...start].some(other=>other!==task&&tasks.includes(other))),behind=clash?.tasks.find(other=>other!==task);clash&&behind?held.push({task,behind,because:sayOverlap(
clash)}):start.push(task)}return{start,held}}var lessonBranch=id=>`${branchPrefix}lessons/${id.slice(0,8)}`;async function deliverLesson(infra,{repository,from,id,into,base,isAgreed}){let lines=linesAbout(await readCommitted({repository,commit:from,
path:ledgerPath})??"",id),learnt=readBook(lines.join(`
`)).get(id);if(!learnt)return fail({reason:"argument-invalid",name:"lesson",value:id,expected:"a lesson of that branch"});let target=into??lessonBranch(id);if(into===null&&await readRef({repository,ref:target})===
null){let made=await updateRef({repository,ref:target,from:null,to:base,message:"fanout: lessons"});if(!made.ok)return made}let changed=await changeLessons(infra,{repository,target},book=>{let state=book.
get(id)?.state??learnt.state,at=infra.clock.now();return ok({events:isAgreed&&state==="candidate"?[{kind:"moved",id,at,to:"active",because:"A person delivered it.",by:"person"}]:[],taken:{id,lines},message:lessonMessage(
"a lesson",learnt)})});if(!changed.ok)return changed;let lesson=changed.value.book.get(id);if(!lesson)throw new Error(`Lesson ${id} was delivered and is not in the ledger`);return ok({target,commit:changed.
value.commit,lesson})}var lessonPullTitle=({rule})=>pullRequestTitle({title:`Lesson: ${rule}`});function lessonPullBody(lesson){let{id,rule,why,paths,form,path,state}=lesson;return`${["A lesson from a fault that a command \
showed, a commit mended, and the same command no longer shows. It is one commit.",`## Rule

${quoteBlock(rule)}`,`## Why

${quoteBlock(why)}`,`## Where

- ${about(paths)}
- It is a ${form} and stands in ${quoteLine(path)}. ${standing[state]}`,`## Evidence

${evidence(lesson).join(`
`)}`,`Fanout-Lesson: ${id}`].join(`

`)}
`}var about=paths=>paths.length===0?"It is about every file.":`It is about ${paths.map(quoteLine).join(", ")}.`,standing={candidate:"Nobody uses it: it waits for a yes.",probation:"Nothing has shown i\
ts effect yet.",active:"It was shown to hold, or a person said yes.",retired:"It is no longer used."};function evidence({provenance,check,hook,compared,recurrences}){let{source,run,task,brokenAt,fixedAt,
evidence:command}=provenance,from=run&&task?`, in task ${quoteLine(task)} of run ${quoteLine(run)}`:"";return[`- Found by ${source}${from}: ${quoteLine(command)} failed on ${brokenAt} and passes on ${fixedAt}\
.`,...check?[`- As a check: ${quoteLine(check.command)} failed there, passes there, and passed on the branch that learnt it.`]:[],...hook?[`- As a hook: ${quoteLine(hook.command)} is refused, and ${quoteLine(
hook.instead)} is to be run instead.`]:[],...recurrences.length>0?[`- The fault came back ${recurrences.length} times.`]:[],...compared?[`- Trials: ${compared.without.faults} faults in ${compared.without.
tries} without it, ${compared.told.faults} in ${compared.told.tries} with it.`]:[]]}async function openLessonPull(infra,{repository,lesson,ref,commit,target,deliver}){let{remote,draft}=deliver,address=await remoteAddress({repository,remote});if(!address.ok)return address;let forge=deliver.
repository??forgeRepository(address.value);if(forge===null)return fail({reason:"forge-unknown",remote,address:address.value});let branch=ref.replace("refs/heads/",""),pushed=await pushBranch({repository,
remote,branch,commit,last:null,environment:infra.environment});if(!pushed.ok)return pushed;let[title,body]=[lessonPullTitle(lesson),lessonPullBody(lesson)];return openPullRequest(infra,{repository:forge,
branch,base:target,title,body,draft})}function findFaulty(infra,{run,task,finding}){let state=run===null?null:readRunState(infra.store,run);if(!state||task===null)return null;let evidence2=null,work=workUntil(infra,state,task,event=>event.
kind!=="finding-proven"||event.finding.id!==finding?!1:(evidence2=event.finding.evidence,!0));return work&&evidence2?{...work,evidence:evidence2}:null}function findControl(infra,{repository,paths,faulty}){
let sound=listRunRows(infra.store,{repository}).map(row=>runOfRow(infra.store,row)).filter(({proof})=>!proof).flatMap(run=>run.graph.tasks.flatMap(task=>soundWork(infra,run,task)??[])).filter(({run,task})=>run.
run!==faulty.run.run||task.key!==faulty.task.key);return sound.find(({plan})=>anyOverlap(paths,plan.paths))??sound[0]??null}function soundWork(infra,run,{key}){return readTaskState(infra.store,run.run,
key)?.proven.length===0?workUntil(infra,run,key,({kind})=>kind==="merged"):null}function workUntil({store},run,key,isReached){let task=run.graph.tasks.find(one=>one.key===key);if(!task)return null;let base=null,
plan=null;for(let event of readJournal(store,{run:run.run}))if(event.task===key&&(event.kind==="workspace-ready"&&(base=event.workspace.base),event.kind==="plan-made"&&(plan=event.plan),isReached(event)))
return base&&plan?{run,task,base,plan}:null;return null}async function planProof(infra,{repository,target,commit,book},wish){let found=findLesson(book,wish.lesson);if(!found.ok)return found;let lesson=found.value,refuse=detail=>fail({reason:"lesson-unprova\
ble",lesson:lesson.id,detail});if(!isProse(lesson))return refuse(`It is a ${lesson.form}, which a replay without a model has proven.`);if(!isInUse(lesson))return refuse(`It is ${lesson.state}, so no s\
ession is told it.`);let faulty=findFaulty(infra,lesson.provenance);if(!faulty)return refuse("The work that made its fault is not in the journal of this machine.");let control=findControl(infra,{repository:repository.
commonDir,paths:lesson.paths,faulty});if(!control)return refuse("No other work was merged here without a fault, so nothing can show that it does no harm.");let agent=wish.agent?ok(wish.agent):await agentOf(
infra,faulty.run);if(!agent.ok)return agent;let{config}=faulty.run,{usd,tries}={...config.lessonProofs,...defined({usd:wish.usd,tries:wish.tries})},model=wish.model??config.stages.build?.model??defaultModels.
build,proof={lesson:lesson.id,target,asks:wish.asks,model,tries},graph=trialGraph({lesson,faulty,control,tries,others:work=>pickLessons(book,{paths:work.plan.paths}).filter(({id})=>id!==lesson.id)}),share=usd/
graph.tasks.length,submit=()=>infra.store.write(()=>{let same=findProof(infra,{repository:repository.commonDir,proof});if(same)return same.run;let run=newRunId();return record(infra,{kind:"run-submitt\
ed",run,repository,from:faulty.run.from,baseBranch:null,base:commit,graph,config:{...config,slots:1,rounds:0,lessons:!1,budget:{usd},stages:{build:{model,budget:{...config.stages.build?.budget,usd:share}}}},
agent:agent.value,proof}),run});return ok({lesson,proof,usd,sessions:graph.tasks.length,submit})}function findProof(infra,{repository,proof}){return listRunRows(infra.store,{repository,statuses:["runn\
ing","paused"]}).map(row=>runOfRow(infra.store,row)).find(state=>JSON.stringify(state.proof)===JSON.stringify(proof))??null}var agentOf=async(infra,{agent,config})=>agent.name==="scripted"?ok(agent):findClaude(
infra.environment,config.claude),controls=[!0,!1,!0];function trialGraph({lesson,faulty,control,tries,others}){let told=({id,rule,paths})=>({id,rule,paths}),trial=(work,isTold)=>{let{task,base,plan}=work===
"faulty"?faulty:control,tells=[...isTold?[lesson]:[],...others(work==="faulty"?faulty:control)].map(told),evidence2=work==="faulty"?faulty.evidence:null;return{...task,dependsOn:[],models:{},budget:{},
trial:{work,isTold,base,plan,tells,evidence:evidence2}}},pair=[trial("faulty",!1),trial("faulty",!0)],more=Array.from({length:tries-1},()=>pair).flat(),trials=[...pair,...controls.map(isTold=>trial("c\
ontrol",isTold)),...more];return{title:`Trials of lesson ${lesson.id.slice(0,8)}`,tasks:trials.map((task,nth)=>({...task,key:`t${nth+1}`}))}}var defined=values=>Object.fromEntries(Object.entries(values).
filter(([,value])=>value!==void 0));export{reactTo,Limiter,readAccount,sayWeighed,deliverLesson,openLessonPull,trialToStart,concludeProof,writeProofAgain,isProof,planProof,mostRisk,keepApart};
