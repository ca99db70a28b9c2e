import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);
import{exec}from"./chunk-G3UQVIWQ.mjs";import{databaseFailed}from"./chunk-7ZM5ISIY.mjs";import{ok}from"./chunk-74WLFBLL.mjs";import{appendFileSync}from"node:fs";async function runDatabaseCommand(ask,{key,step,command,cwd,variables,isSecret=!1}){let{name,environment,outputPath,timeoutMs,signal}=ask,done=await exec({command:"sh",args:["-c",command],cwd,environment:{
...environment,...variables},timeoutMs,group:!0,...signal?{signal}:{}});if(appendFileSync(outputPath,`$ ${command}
${isSecret?"":done.stdout}${done.stderr}`,{mode:384}),done.exitCode===0)return ok(done.stdout);let how=done.timedOut?`had no end after ${timeoutMs/6e4} minutes`:`ended with ${done.exitCode??done.signal}`,
said=done.stderr.trim().split(`
`).slice(-2).join(" ");return databaseFailed({database:name,step,detail:`\`${key}\` ${how}: ${said}`,next:`Its output is in ${outputPath}. Mend \`${key}\` of database ${name} in fanout.yaml, or what i\
t runs.`})}export{runDatabaseCommand};
