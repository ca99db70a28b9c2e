import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);
import{listSessions}from"./chunk-N24G2DEX.mjs";import{ErrorCode,McpError}from"./chunk-6URVS6IY.mjs";import{readTranscript}from"./chunk-ENLUGBJH.mjs";import{listRuns,readRun}from"./chunk-TOUDGGJR.mjs";
import{explain}from"./chunk-FEVQEOXB.mjs";import"./chunk-6XTPIQZB.mjs";import{asRunId,asSessionId}from"./chunk-LLUACZN6.mjs";import"./chunk-74WLFBLL.mjs";import"./chunk-32L73YHN.mjs";var newest=20,transcriptCharacters=1e5,listTemplates=()=>({resourceTemplates:[{uriTemplate:"fanout://runs/{run}",name:"run",title:"A run, with all that is known of its tasks",mimeType:"application/jso\
n"},{uriTemplate:"fanout://sessions/{session}/transcript",name:"transcript",title:"What a session said and did",mimeType:"text/plain"}]});async function listResources(open){let infra=await opened(open),
runs=listRuns(infra).slice(0,newest),sessions=listSessions(infra).toReversed().slice(0,newest);return{resources:[...runs.map(({run,title,status})=>({uri:`fanout://runs/${run}`,name:run,title:`${title}\
 (${status})`,mimeType:"application/json"})),...sessions.map(({id,stage,task})=>({uri:`fanout://sessions/${id}/transcript`,name:id,title:task===null?stage:`${task}, ${stage}`,mimeType:"text/plain"}))]}}
async function readResource(open,uri){let[,kind,id="",part]=/^fanout:\/\/(runs|sessions)\/([^/]+)(?:\/(transcript))?$/.exec(uri)??[],infra=await opened(open),run=kind==="runs"&&part===void 0?asRunId(id):
null,view=run&&readRun(infra,{run});if(view?.ok)return{contents:[{uri,mimeType:"application/json",text:JSON.stringify(view.value,null,2)}]};let session=kind==="sessions"&&part==="transcript"?asSessionId(
id):null,row=session&&listSessions(infra).find(one=>one.id===session);if(row)return{contents:[{uri,mimeType:"text/plain",text:transcript(row.directory)}]};throw new McpError(ErrorCode.InvalidParams,`T\
here is no resource ${uri}.`)}function transcript(directory){let text=readTranscript(directory).lines.map(({kind,text:text2})=>`${kind}: ${text2}`).join(`
`);return text.length<=transcriptCharacters?text:`(its last ${transcriptCharacters} characters)
${text.slice(-transcriptCharacters)}`}async function opened(open){let infra=await open();if(infra.ok)return infra.value;let{message,hint}=explain(infra.failure);throw new McpError(ErrorCode.InternalError,
`${message} ${hint}`)}export{listResources,listTemplates,readResource};
