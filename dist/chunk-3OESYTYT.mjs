import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);
import{accessSync,closeSync,constants,openSync,statfsSync}from"node:fs";import{devNull}from"node:os";var codes={ENOSPC:"the disk is full",EDQUOT:"the disk quota is used up",EROFS:"the file system is r\
ead-only",EMFILE:"this process has no file handle left",ENFILE:"the machine has no file handle left",ENOMEM:"the machine has no memory left",EAGAIN:"the machine starts no more processes",SQLITE_FULL:"\
the disk is full",SQLITE_READONLY:"the store is read-only",SQLITE_CANTOPEN:"the store cannot be opened",SQLITE_IOERR:"the disk does not take what is written"};function exhaustedBy(error){let code=error instanceof
Error&&"code"in error&&typeof error.code=="string"?error.code:"",known=Object.keys(codes).find(name=>code===name||code.startsWith(`${name}_`));return known===void 0?null:{reason:"machine-exhausted",detail:`${codes[known]}\
 (${code})`}}var scarceBytes=32*1024*1024;function exhaustedDisk(paths){for(let path of paths)try{accessSync(path,constants.W_OK);let{bavail,bsize}=statfsSync(path);if(bavail*bsize<scarceBytes)return{
reason:"machine-exhausted",detail:`${Math.floor(bavail*bsize/1024/1024)} MB are free at ${path}`}}catch(error){let exhausted=exhaustedBy(error);if(exhausted)return{...exhausted,detail:`${exhausted.detail}\
 at ${path}`}}return null}var handlesToStart=16;function needHandles(){let held=[];try{for(;held.length<handlesToStart;)held.push(openSync(devNull,"r"))}finally{for(let file of held)closeSync(file)}}function throwIfExhausted(code,program){
let error=Object.assign(new Error(`${program} could not be started (${code})`),{code});if(exhaustedBy(error))throw error}export{exhaustedBy,exhaustedDisk,needHandles,throwIfExhausted};
