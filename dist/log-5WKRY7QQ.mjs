import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);
import{openLog,silentLog}from"./chunk-PPLO262J.mjs";import"./chunk-32L73YHN.mjs";export{openLog,silentLog};
