import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);
import{listSessions}from"./chunk-GLSQX4LQ.mjs";import{lessonsHere,readTranscript}from"./chunk-UNAH2PIR.mjs";import{ErrorCode,McpError}from"./chunk-GYTHTPKB.mjs";import"./chunk-747R74AB.mjs";
import{listRuns,readRun}from"./chunk-2VX4NJND.mjs";import{explain}from"./chunk-TLBXRTAM.mjs";import"./chunk-TLKCIYT7.mjs";import"./chunk-YP34ITCY.mjs";import"./chunk-DZ6JNP6L.mjs";
import"./chunk-I23DNQ7O.mjs";import"./chunk-YPDPBSU5.mjs";import"./chunk-3OESYTYT.mjs";import"./chunk-NSWNPTP7.mjs";import{asRunId,asSessionId}from"./chunk-LLUACZN6.mjs";import"./chunk-74WLFBLL.mjs";
import"./chunk-32L73YHN.mjs";var newest=20,transcriptCharacters=1e5,listTemplates=()=>({resourceTemplates:[{uriTemplate:"fanout://runs/{run}",name:"run",title:"A run, with all that is known of its tasks",mimeType:"application/jso\
n"},{uriTemplate:"fanout://sessions/{session}/transcript",name:"transcript",title:"What a session said and did",mimeType:"text/plain"},{uriTemplate:"fanout://lessons/{lesson}",name:"lesson",title:"A l\
esson of the branch that is checked out, where it comes from, and all that happened to it",mimeType:"application/json"}]});async function listResources(open,cwd){let infra=await opened(open),runs=listRuns(
infra).slice(0,newest),sessions=listSessions(infra).toReversed().slice(0,newest);return{resources:[...runs.map(({run,title,status})=>({uri:`fanout://runs/${run}`,name:run,title:`${title} (${status})`,
mimeType:"application/json"})),...sessions.map(({id,stage,task})=>({uri:`fanout://sessions/${id}/transcript`,name:id,title:task===null?stage:`${task}, ${stage}`,mimeType:"text/plain"})),...(await lessonsAt(
cwd)).slice(0,newest).map(({id,rule,state})=>({uri:`fanout://lessons/${id}`,name:id,title:`${rule} (${state})`,mimeType:"application/json"}))]}}async function readResource(open,uri,cwd){let[,kind,id="",
part]=/^fanout:\/\/(runs|sessions|lessons)\/([^/]+)(?:\/(transcript))?$/.exec(uri)??[],lesson=kind==="lessons"&&part===void 0?(await lessonsAt(cwd)).find(one=>one.id===id):void 0;if(lesson)return{contents:[
{uri,mimeType:"application/json",text:JSON.stringify(lesson,null,2)}]};let infra=await opened(open),run=kind==="runs"&&part===void 0?asRunId(id):null,view=run&&readRun(infra,{run});if(view?.ok)return{
contents:[{uri,mimeType:"application/json",text:JSON.stringify(view.value,null,2)}]};let session=kind==="sessions"&&part==="transcript"?asSessionId(id):null,row=session&&listSessions(infra).find(one=>one.
id===session);if(row)return{contents:[{uri,mimeType:"text/plain",text:transcript(row.directory)}]};throw new McpError(ErrorCode.InvalidParams,`There is no resource ${uri}.`)}async function lessonsAt(cwd){
let here=await lessonsHere({from:cwd});return here.ok?[...here.value.book.values()].toSorted((a,b)=>b.changedAt-a.changedAt):[]}function transcript(directory){let text=readTranscript(directory).lines.
map(({kind,text:text2})=>`${kind}: ${text2}`).join(`
`);return text.length<=transcriptCharacters?text:`(its last ${transcriptCharacters} characters)
${text.slice(-transcriptCharacters)}`}async function opened(open){let infra=await open();if(infra.ok)return infra.value;let{message,hint}=explain(infra.failure);throw new McpError(ErrorCode.InternalError,
`${message} ${hint}`)}export{listResources,listTemplates,readResource};
