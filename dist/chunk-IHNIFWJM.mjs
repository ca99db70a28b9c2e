import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);
import{appendEvents,attributesPath,attributesText,changedFiles,checkPlain,commitFiles,deleteRef,git,hasHidden,isAncestor,isInUse,listRefs,listWorktrees,readAllCommitted,readBook,readCommitted,readRef,
refuseRelativePath,renderCheck,renderRunner,require_dist,require_picomatch,runnerPath,updateRef,worktreeStatus}from"./chunk-OD6U4W4U.mjs";import{digest,ledgerPath,refPrefix}from"./chunk-NR4B46AL.mjs";
import{fail,ok}from"./chunk-74WLFBLL.mjs";import{external_exports}from"./chunk-HQDODPFG.mjs";import{__toESM}from"./chunk-32L73YHN.mjs";import{appendFileSync,existsSync,mkdirSync,readFileSync}from"node:fs";import{dirname,join}from"node:path";var loadsPath=({home},{commonDir})=>join(home,"lessons",digest(commonDir),"loads.jsonl");function countLoad(infra,repository,load){let path=loadsPath(infra,repository);mkdirSync(dirname(path),{recursive:!0,
mode:448}),appendFileSync(path,`${JSON.stringify(load)}
`,{mode:384})}function readLoads(infra,repository){let path=loadsPath(infra,repository);return existsSync(path)?readFileSync(path,"utf8").split(`
`).flatMap(line=>{try{return[JSON.parse(line)]}catch{return[]}}):[]}async function deliver(infra,{repository,source,into}){let branch=into.replace(/^refs\/heads\//,""),ref=`refs/heads/${branch}`,from=await readBranch(repository,ref);if(from===null)return fail({reason:"\
revision-unknown",revision:branch,path:repository.commonDir});let to=await readRef({repository,ref:source});if(to===null)return fail({reason:"revision-unknown",revision:source,path:repository.commonDir});
if(await isAncestor({repository,ancestor:to,of:from}))return ok({branch,from,to:from,checkout:null});if(!await isAncestor({repository,ancestor:from,of:to}))return fail({reason:"not-fast-forward",branch,
to:source});let[holder,second]=(await listWorktrees(repository)).filter(worktree=>worktree.branch===branch);if(second)return fail({reason:"branch-in-use",branch,worktree:second.path});let moved=holder?
await fastForward({repository,path:holder.path,ref,from,to}):await updateRef({repository,ref,from,to,message:`fanout: fast-forward to ${source}`});return moved.ok?(infra.log.info({branch,from,to},"mov\
ed a branch because a person asked"),ok({branch,from,to,checkout:holder?.path??null})):moved}async function readBranch(repository,ref){return/[\0\n]/.test(ref)?null:(await listRefs({repository,prefix:ref})).
find(found=>found.ref===ref)?.commit??null}async function fastForward({repository,path,ref,from,to}){let merge=await git({cwd:path,args:["merge","--ff-only","--no-overwrite-ignore","--no-stat","--quie\
t",to]}),now=await readRef({repository,ref});if(now===to)return ok(void 0);if(now!==from)return fail({reason:"ref-moved",ref,expected:from,actual:now??"none"});let touched=await changedFiles({repository,
base:from,commit:to}),status=await worktreeStatus({path,base:from}),dirty=new Set(status.ok?status.value.dirtyFiles:[]),clash=touched.ok?touched.value.filter(file=>dirty.has(file)):[];return fail({reason:"\
checkout-dirty",path,detail:clash.length>0?clash.join(", "):merge.stderr.trim()})}async function moveTarget(infra,{repository,target,from,to}){let moved=await updateRef({repository,ref:target,from,to,message:"fanout: lessons"});if(moved.ok||moved.failure.reason!=="branch-in-use")return moved;
let source=`${refPrefix}lessons/${to}`,kept=await updateRef({repository,ref:source,from:null,to,message:"fanout: lessons"});if(!kept.ok)return kept;let delivered=await deliver(infra,{repository,source,
into:target});return await deleteRef({repository,ref:source,from:to}),delivered.ok?ok(void 0):delivered}var mostCharacters=280,lessonSchema=external_exports.strictObject({rule:external_exports.string().min(1).max(mostCharacters).describe("What to do, in one or two sentences of plain text, for whoever wr\
ites such code next."),why:external_exports.string().min(1).max(mostCharacters).describe("What went wrong without it, in one or two sentences of plain text."),paths:external_exports.array(external_exports.
string().min(1).max(120)).min(1).max(8).describe("Globs of the files that it is about, relative to the repository root, as narrow as the rule allows."),cause:external_exports.enum(["knowledge","ignore\
d","check","environment","spec","slip"]).optional().describe("Why it came about: knowledge was missing, a rule was ignored, a check is missing, the environment, an unclear spec, or a slip that no rule\
 prevents."),check:external_exports.strictObject({command:external_exports.string().min(1).max(1e3),files:external_exports.array(external_exports.strictObject({path:external_exports.string().min(1).max(
120),content:external_exports.string().max(2e4)})).max(4)}).nullable().optional().describe("A check that fails wherever this class of fault is, or null when no command can tell."),same:external_exports.
string().max(200).nullable().optional().describe("The place of the rule that says this already, or null."),contradicts:external_exports.string().max(200).nullable().optional().describe("The place of a\
 rule that says the opposite, or null."),skill:external_exports.string().regex(/^[a-z0-9-]{1,64}$/).nullable().optional().describe("The skill of this repository that it belongs to, where sessions woul\
d look for it there.")}),lessonJsonSchema=external_exports.toJSONSchema(lessonSchema);function findProblems({rule,why,paths}){return[...findTextProblems(rule).map(problem=>`rule: ${problem}`),...findTextProblems(why).map(problem=>`why: ${problem}`),...paths.flatMap(path=>isPlainGlob(path)?
[]:[`paths: ${JSON.stringify(path)} is no plain glob below the repository`])]}var giveUp="skip|disable|bypass|ignore|override|disregard|turn off|weaken|relax|delete|remove|lower|suppress|comment out",
guard="tests?|specs?|checks?|reviews?|reviewers?|gates?|hooks?|lint(?:er|ing)?|sandbox|permissions?|verification|assertions?|thresholds?|coverage|guards?|rules?|lessons?|instructions?",givesUpGuard=new RegExp(
String.raw`\b(?:${giveUp})(?:\s+(?!(?:before|after|in|to|so|when|if|by|from|with|on|for|until|that)\b)[\w'-]+){0,3}\s+(?:${guard})\b`,"i"),refused=[[/\b[a-z][a-z0-9+.-]*:\/\/|\bwww\./i,"it holds a URL"],
[/<!--|<\/?[a-z][^>]*>/i,"it holds HTML"],[/\]\(|^\s*\[[^\]]+\]:/,"it holds a link"],[/(?:^|\s)@[\w./~-]/,"it imports a file"],[/[\r\n\t]/,"it is more than one line"],[/^\s*(?:#|~~~|---|[-*]\s)|```/,"\
it holds markup"],[givesUpGuard,"it asks to relax a test, a check, a review or a rule"],[/--no-verify|--force\b|dangerously|bypassPermissions|core\.hooksPath|--no-sandbox|\|\s*(?:ba|z)?sh\b|chmod\s+777/i,
"it holds a command that lifts a safeguard"],[/\b(?:report|treat|count|mark|regard)\b[^.]{0,60}\b(?:success|passed|passing|green|approved|flaky)\b/i,"it says how a failure is to be reported"],[/[A-Za-z0-9+/]{60,}/,
"it holds a block of encoded text"]];function findTextProblems(text){let asked=withoutForbidden(text);return[...text.trim()===""?["it is empty"]:[],...text.length>mostCharacters?[`it is longer than ${mostCharacters}\
 characters`]:[],...hasHidden(text)?["it holds characters that nobody sees"]:[],...refused.flatMap(([pattern2,problem])=>pattern2.test(pattern2===givesUpGuard?asked:text)?[problem]:[])]}var withoutForbidden=text=>text.
replace(/\b(?:do not|don't|never|must not|without)\s+\S+/gi,""),isPlainGlob=path=>refuseRelativePath(path)===null&&!hasHidden(path)&&!path.startsWith("!");var import_yaml=__toESM(require_dist(),1),head=/^---\r?\n([\s\S]*?\n|)---\r?\n/;function readPaths(file){try{let matter=(0,import_yaml.parse)(head.exec(file)?.[1]??"");if(typeof matter!="object"||matter===
null||!("paths"in matter))return null;let{paths}=matter,list=Array.isArray(paths)?paths:[paths];return list.every(path=>typeof path=="string")?list:null}catch{return null}}function putPaths(file,paths){
let before=readPaths(file);if(before!==null&&JSON.stringify(before)===JSON.stringify(paths))return file;let found=head.exec(file);if(!found)return`---
${(0,import_yaml.stringify)({paths})}---

${file}`;let matter=(0,import_yaml.parseDocument)(found[1]??"");return matter.set("paths",paths),`---
${matter.toString()}---
${file.slice(found[0].length)}`}function withoutPaths(file){let found=head.exec(file);return found&&Object.keys((0,import_yaml.parse)(found[1]??"")??{}).every(key=>key==="paths")?file.slice(found[0].length):
file}var withoutMatter=file=>file.slice(head.exec(file)?.[0].length??0);var end=id=>`<!-- /fanout:lesson ${id} -->`,pattern=id=>new RegExp(`<!-- fanout:lesson ${id} ([0-9a-f]+) (\\d) -->\\n([\\s\\S]*?)\\n<!-- /fanout:lesson ${id} -->\\n?`),sumOf=(text,about)=>digest(`${about}\

${text}`,12);function findBlock(file,{id,about}){let[,sum,,text]=pattern(id).exec(file)??[];return text===void 0?null:{text,isEdited:sum!==sumOf(text,about)}}function putBlock(file,{id,about,text}){let found=pattern(
id).exec(file),gap=found?Number(found[2]):file===""||file.endsWith(`

`)?0:file.endsWith(`
`)?1:2,block=`<!-- fanout:lesson ${id} ${sumOf(text,about)} ${gap} -->
${text}
${end(id)}
`;return found?file.slice(0,found.index)+block+file.slice(found.index+found[0].length):`${file}${`
`.repeat(gap)}${block}`}function takeBlock(file,id){let found=pattern(id).exec(file);if(!found)return file;let start=found.index;for(let gap=Number(found[2]);gap>0&&file[start-1]===`
`;gap-=1)start-=1;return file.slice(0,start)+file.slice(found.index+found[0].length)}var ruleText=({id,rule,why,state,provenance})=>[rule,`Why: ${why}`,`Evidence: ${renderCommand(provenance.evidence)} failed on ${provenance.brokenAt.slice(0,12)} and passes on ${provenance.fixedAt.slice(
0,12)} (lesson ${id}, run ${provenance.run}, task ${provenance.task}).`,...state==="probation"?["On probation: nothing has shown yet that it helps."]:[],"This is advice from one proven fault. It chang\
es no permission, check, review or budget."].join(`

`);function renderProse(record,file){if(!isInUse(record)||record.form==="check"){if(file===null)return null;let left=takeBlock(file,record.id);return left!==file&&withoutPaths(left).trim()===""?null:left}
let block={id:record.id,about:aboutOf(record),text:ruleText(record)};return record.form!=="rule"?putBlock(file??"",block):putBlock(putPaths(file??"",record.paths),block)}function findEdit(record,file,paths){
let globs=record.form==="rule"?paths??record.paths:record.paths,block=findBlock(file,{id:record.id,about:aboutOf({...record,paths:globs})});if(!block?.isEdited)return null;let[rule="",...rest]=block.text.
split(/\n{2,}/).map(part=>part.replace(/\s+/g," ").trim()),why=rest.find(part=>part.startsWith("Why: "))?.slice(5)??record.why;return rule===record.rule&&why===record.why&&JSON.stringify(globs)===JSON.
stringify(record.paths)||rule===""?null:{rule,why,paths:globs}}var aboutOf=({form,paths})=>form==="rule"?JSON.stringify(paths):"",renderCommand=command=>command.length<=120&&!/[`\r\n]|-->/.test(command)&&
!hasHidden(command)?`\`${command}\``:"a test",rulePath=({id,rule})=>`.claude/rules/fanout/${slug(rule)}-${id.slice(0,8)}.md`,slug=rule=>rule.toLowerCase().replace(/[^a-z0-9]+/g,"-").replace(/^-/,"").slice(
0,40).replace(/-[^-]*$/,"")||"rule";var prosePaths=({events})=>[...new Set(events.flatMap(event=>"path"in event&&event.path.endsWith(".md")?[event.path]:[]))];async function adoptEdits({book,at,...place}){let records=[...book.values()].
filter(record=>isInUse(record)&&record.form!=="check"),texts=await readAllCommitted({...place,paths:records.map(({path})=>path)}),edits=[],held=new Set;for(let record of records){let text=texts.get(record.
path),edit=text===void 0?null:findEdit(record,text,readPaths(text));edit&&(findProblems(edit).length>0?held.add(record.id):edits.push({kind:"edited",id:record.id,at,...edit}))}return{edits,held}}async function renderBook({
book,touched,...place}){let records=[...book.values()].filter(({id})=>touched.has(id)),checks=new Map(records.flatMap(record=>[...renderCheck(record)])),paths=[...new Set([...records.flatMap(prosePaths),
...checks.keys(),runnerPath,attributesPath])],before=await readAllCommitted({...place,paths}),after=new Map([...checks,[runnerPath,renderRunner(book)],[attributesPath,attributesText]]);for(let record of records)
for(let path of prosePaths(record)){let file=after.has(path)?after.get(path)??null:before.get(path)??null;after.set(path,renderProse(path===record.path?record:{...record,state:"retired"},file))}return[
...after].filter(([path,text])=>text!==(before.get(path)??null)).map(([path,content])=>({path,content}))}var mostTries=20;async function changeLessons(infra,wanted,decide){for(let tries=1;;tries+=1){let changed=await tryOnce(infra,wanted,decide);if(changed.ok||changed.failure.reason!=="ref-moved"||tries===
mostTries)return changed}}async function tryOnce(infra,{repository,target},decide){let tip=await readRef({repository,ref:target});if(tip===null)return fail({reason:"revision-unknown",revision:target,path:repository.
commonDir});let ledger=await readCommitted({repository,commit:tip,path:ledgerPath})??"",{edits,held}=await adoptEdits({repository,commit:tip,book:readBook(ledger),at:infra.clock.now()}),adopted=edits.
length>0?appendEvents(ledger,edits):ledger,decided=await decide(readBook(adopted),tip);if(!decided.ok)return decided;let{events,message}=decided.value;if(events.length===0)return ok({commit:tip,book:readBook(
adopted)});let text=appendEvents(adopted,events),touched=new Set([...edits,...events].map(({id})=>id).filter(id=>!held.has(id))),book=readBook(text),files=await renderBook({repository,commit:tip,book,
touched}),all=[{path:ledgerPath,content:text},...files],plain=await checkPlain({repository,commit:tip,paths:all.map(({path})=>path)});if(!plain.ok)return plain;let commit=await commitFiles({repository,
parent:tip,files:all,message});if(!commit.ok)return commit;let moved=await moveTarget(infra,{repository,target,from:tip,to:commit.value});return moved.ok?ok({commit:commit.value,book}):moved}var import_picomatch=__toESM(require_picomatch(),1),matchers=new Map;function matches(glob,path){let matcher=matchers.get(glob);return matcher||matchers.set(glob,matcher=(0,import_picomatch.default)(glob,
{dot:!0})),matcher(path)}var fixedParts=new Map;function fixedPart(glob){let fixed=fixedParts.get(glob);return fixed===void 0&&fixedParts.set(glob,fixed=findFixedPart(glob)),fixed}function findFixedPart(glob){
let plain=glob.split(/[*?[\]{}()!+@]/,1)[0]??"";return plain===glob?plain:plain.slice(0,plain.lastIndexOf("/")+1)}var isPlain=glob=>fixedPart(glob)===glob,extensionOf=glob=>/\.(\w+)$/.exec(glob)?.[1]??
null;function mayOverlap(one,other){if(isPlain(one)&&isPlain(other))return one===other||one.startsWith(`${other}/`)||other.startsWith(`${one}/`);if(isPlain(one))return one.startsWith(fixedPart(other))&&
matches(other,one)||fixedPart(other).startsWith(`${one}/`);if(isPlain(other))return mayOverlap(other,one);let[a,b]=[fixedPart(one),fixedPart(other)];if(!a.startsWith(b)&&!b.startsWith(a))return!1;let[
x,y]=[extensionOf(one),extensionOf(other)];return x===null||y===null||x===y}var anyOverlap=(some,others)=>some.length===0||others.length===0||some.some(one=>others.some(other=>mayOverlap(one,other)));export{countLoad,readLoads,matches,anyOverlap,deliver,lessonSchema,lessonJsonSchema,findProblems,readPaths,withoutMatter,rulePath,changeLessons};
