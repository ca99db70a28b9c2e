import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);
import{FileTail,asFields,asList,asText,currentBranch,findRepository,findStale,ledgerPath,listCommitted,listRunRows,mergedTasks,readBook,readCommitted,readDiff,readLoads,readLog,readResult,readTaskStates,
resolveCommit,sessionFiles,withoutEscapes}from"./chunk-2VX4NJND.mjs";import{fail,ok}from"./chunk-74WLFBLL.mjs";var invisible=new RegExp("[\\u0000-\\u0008\\u000B-\\u001F\\u007F-\\u009F\\u00AD\\u061C\\u180E\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF\\uFFF9-\\uFFFB]|[\\u{E0000}-\\u{E0FFF}]|\\p{Cs}","gu");
function cleanText(text,length=500){let visible=withoutEscapes(text.slice(0,length*4)).replace(/\s+/g," ").replace(invisible,"").trim();return visible.length>length?`${visible.slice(0,length-1)}\u2026`:
visible}function sayEvent(event){let at=asText(event.timestamp)||null,line=(kind,text)=>[{kind,at,text:cleanText(text)}];if(event.type==="assistant")return asList(asFields(event.message).content).flatMap(block=>sayBlock(
asFields(block),line));if(event.type==="user")return sayUser(event,line);if(event.type==="result"){let{isError,subtype,text}=readResult(event);return line(isError?"failed":"result",text||subtype)}return event.
type!=="system"?[]:event.subtype==="init"?line("started",`${asText(event.model)} in ${asText(event.cwd)}`):event.subtype==="permission_denied"?line("refused",asText(event.tool_name)):event.subtype==="\
api_retry"?line("failed",`The service refused a request (${asText(event.error)}); trying again`):[]}function sayBlock(block,line){if(block.type==="text")return line("says",asText(block.text));if(block.
type!=="tool_use")return[];let input=asFields(block.input),subject=["command","file_path","path","pattern","description","query","url"].map(key=>asText(input[key])).find(text=>text!=="");return line("\
uses",`${asText(block.name)} ${subject??""}`)}function sayUser(event,line){let content=asFields(event.message).content;if(event.isReplay===!0){let words=typeof content=="string"?content:asList(content).
map(block=>asText(asFields(block).text)).join(" ");return line("told",words)}return asList(content).map(asFields).filter(block=>block.is_error===!0).flatMap(block=>line("failed",typeof block.content==
"string"?block.content:JSON.stringify(block.content)))}function readTranscript(directory,{from=0}={}){let lines=[],unread=text=>lines.push({kind:"failed",at:null,text}),tail=new FileTail(sessionFiles(directory).output,{onEvent:event=>lines.push(...sayEvent(
event)),onMalformed:()=>unread("(a line that is no event)"),onOversize:()=>unread("(a line too long to show)")},from);return tail.read(),{lines,next:tail.place}}function lessonStats(book,{merges,loads,cited}){let records=[...book.values()],classes=records.map(({id,admittedAt,recurrences})=>{let since=merges.filter(at=>at>admittedAt).length;return{id,before:rate(
1,merges.length-since),after:rate(recurrences.length,since)}}),total=rates=>rate(sum(rates.map(({times})=>times)),sum(rates.map(({tasks})=>tasks)));return{byState:countBy(records.map(({state})=>state)),
byForm:countBy(records.map(({form})=>form)),recurrences:sum(records.map(({recurrences})=>recurrences.length)),before:total(classes.map(({before})=>before)),after:total(classes.map(({after})=>after)),classes,
tokensPerSession:{brief:perSession(loads,"brief"),client:perSession(loads,"client")},cited:countBy(cited),loads:countBy([...told(loads).values()].flatMap(lessons=>[...lessons]))}}function told(loads){
let bySession=new Map;for(let{session,lessons}of loads)bySession.set(session,new Set([...bySession.get(session)??[],...lessons]));return bySession}function perSession(loads,by){let counted=loads.filter(
load=>load.by===by);return counted.length===0?0:Math.round(sum(counted.map(({tokens})=>tokens))/counted.length)}var sum=numbers=>numbers.reduce((total,one)=>total+one,0);function rate(times,tasks){if(tasks===
0)return{times,tasks,per100:0,low:0,high:0};let bound=(count,z)=>count===0?0:count*(1-1/(9*count)+z/(3*Math.sqrt(count)))**3,[low,high]=[bound(times,-1.96),bound(times+1,1.96)],per100=count=>Number((100*
count/tasks).toFixed(1));return{times,tasks,per100:per100(times),low:per100(low),high:per100(high)}}var countBy=words=>{let counts={};for(let word of words)counts[word]=(counts[word]??0)+1;return counts};var noBranch="a branch, as --on BRANCH: none is checked out here";async function lessonsHere({from,on}){let repository=await findRepository(from);if(!repository.ok)return repository;let branch=on??await currentBranch(
from);if(branch===null)return fail({reason:"argument-invalid",name:"on",value:"",expected:noBranch});let target=`refs/heads/${branch.replace(/^refs\/heads\//,"")}`,commit=await resolveCommit({repository:repository.
value,from,revision:target});if(!commit.ok)return commit;let place={repository:repository.value,commit:commit.value},book=readBook(await readCommitted({...place,path:ledgerPath})??"");return ok({...place,
target,book})}async function statsHere(infra,{repository,commit,book}){let merges=mergedTasks(infra,repository),loads=readLoads(infra,repository),files=await listCommitted({repository,commit,under:[]}),
cited=citedLessons(infra,repository);return{...lessonStats(book,{merges:merges.map(({at})=>at),loads,cited}),stale:findStale(book,{loads,merges,files})}}var citedLessons=({store},{commonDir})=>listRunRows(
store,{repository:commonDir}).flatMap(({id})=>readTaskStates(store,id)).flatMap(({verdicts})=>verdicts.flatMap(({findings})=>findings)).flatMap(({lesson,status})=>lesson&&status==="reproduced"?[lesson]:
[]);async function lessonDiff({repository,commit},id){let log=await readLog({repository,to:commit,limit:1e4});if(!log.ok)return log;let patches=[];for(let entry of log.value.filter(({trailers})=>trailers["\
Fanout-Lesson"]===id).toReversed()){let[base]=entry.parents,diff=base?await readDiff({repository,base,commit:entry.commit}):ok("");if(!diff.ok)return diff;patches.push(`commit ${entry.commit}
${entry.subject}

${diff.value}`)}return ok(patches.join(`
`))}export{readTranscript,lessonsHere,statsHere,lessonDiff};
