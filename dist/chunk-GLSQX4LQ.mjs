import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);
import{readSessions,readState}from"./chunk-747R74AB.mjs";var listSessions=({store},{run}={})=>readSessions(store,run===void 0?{}:{run}).map(row=>Object.assign(row,{isRunning:row.endedAt===null&&readState(row.directory).kind==="running"}));export{listSessions};
