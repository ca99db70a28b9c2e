import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);
import{digest}from"./chunk-LLUACZN6.mjs";import{randomBytes}from"node:crypto";import{mkdirSync,readFileSync,writeFileSync}from"node:fs";import{basename,join}from"node:path";function readMark({home}){let path=join(home,"databases","mark");mkdirSync(join(home,"databases"),{recursive:!0,mode:448});try{writeFileSync(path,randomBytes(4).toString("hex"),{flag:"wx"})}catch{}let mark=readFileSync(
path,"utf8").trim();if(!/^[0-9a-f]{8}$/.test(mark))throw new Error(`${path} does not hold a mark`);return mark}var branchPrefix=mark=>`fanout_b_${mark}_`,branchId=(mark,{owner,name})=>`${branchPrefix(
mark)}${word(basename(owner)).slice(0,16)}_${word(name).slice(0,12)}_${digest(`${owner}
${name}`,10)}`,word=text=>text.toLowerCase().replaceAll(/[^a-z0-9]+/g,"_");export{readMark,branchPrefix,branchId};
