import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);
import{runDatabaseCommand}from"./chunk-OVBBYBBA.mjs";import"./chunk-G3UQVIWQ.mjs";import"./chunk-3OESYTYT.mjs";import{resolveReference}from"./chunk-R2FXGA2S.mjs";import"./chunk-FH5NHN5G.mjs";
import{databaseFailed}from"./chunk-7ZM5ISIY.mjs";import"./chunk-7ELBJKPF.mjs";import{ok}from"./chunk-74WLFBLL.mjs";import"./chunk-32L73YHN.mjs";var command={plan:async(_,{id})=>ok({place:id,url:null}),create:async(infra,ask,intend)=>{let source=findSource(infra,ask);if(!source.ok)return source;intend();let{create,drop}=ask.settings,cleared=await run(
ask,{key:"drop",step:"dropped",command:drop,source:source.value});if(!cleared.ok)return cleared;let created=await run(ask,{key:"create",step:"made",command:create,source:source.value});if(!created.ok)
return created;let url=await askUrl(ask,source.value);return url.ok?ok({place:ask.id,url:url.value}):url},prove:async(infra,ask)=>{let source=findSource(infra,ask);if(!source.ok)return source;let url=await askUrl(
ask,source.value);return url.ok?ok(url.value===ask.url):url},drop:async(infra,ask)=>{let source=findSource(infra,ask),dropped=await run(ask,{key:"drop",step:"dropped",command:ask.settings.drop,source:source.
ok?source.value:null});return dropped.ok?ok(void 0):dropped}};function findSource(infra,{name,settings,folder}){let{source,variable}=settings,found=resolveReference(infra,{text:source??`\${${variable}\
}`,folder,database:name});return found.ok||source!==void 0?found:ok(null)}var run=(ask,{source,...command2})=>runDatabaseCommand(ask,{...command2,cwd:ask.folder,variables:{FANOUT_DATABASE:ask.id,FANOUT_WORKTREE:ask.
owner,...source===null?{}:{FANOUT_SOURCE_URL:source}}});async function askUrl(ask,source){let printed=await run(ask,{key:"url",step:"found",command:ask.settings.url,source,isSecret:!0});if(!printed.ok)
return printed;let url=printed.value.trim(),refuse=detail=>databaseFailed({database:ask.name,step:"proven",detail,next:`Let \`url\` of database ${ask.name} in fanout.yaml print the URL of \`$FANOUT_DAT\
ABASE\` and nothing else.`});return url===""||url.includes(`
`)?refuse("`url` did not print one line"):url===source?refuse("`url` printed the URL of the source"):ok(url)}export{command};
