import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);
import{existsSync}from"node:fs";import{dirname,join}from"node:path";var shipped=(...path)=>join(root,...path),root=findRoot();function findRoot(){for(let folder=import.meta.dirname;folder!==dirname(folder);folder=
dirname(folder))if(existsSync(join(folder,"plugin.json"))&&existsSync(join(folder,"mcp-server","main.mjs")))return folder;throw new Error(`No installation of fanout around ${import.meta.dirname}`)}export{shipped};
