import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);
var columns="owner, name, id, kind, stage, place, url, settings, created_at AS createdAt";function readBranches(store,{owner}={}){return store.db.prepare(`SELECT ${columns} FROM database_branch WHERE \
@owner IS NULL OR owner = @owner ORDER BY owner, name`).all({owner:owner??null})}var readBranch=(store,{owner,name})=>store.db.prepare(`SELECT ${columns} FROM database_branch WHERE owner = ? AND name \
= ?`).get(owner,name);function writeBranch(store,row){store.write(()=>store.db.prepare(`INSERT OR REPLACE INTO database_branch (owner, name, id, kind, stage, place, url, settings, created_at)
         VALUES (@owner, @name, @id, @kind, @stage, @place, @url, @settings, @createdAt)`).run(row))}var claimBranch=(store,row)=>store.write(()=>{let other=readBranches(store).find(({url,id})=>url!==
null&&url===row.url&&id!==row.id);return other||writeBranch(store,row),other??null});function deleteBranch(store,{owner,name}){store.write(()=>store.db.prepare("DELETE FROM database_branch WHERE owner\
 = ? AND name = ?").run(owner,name))}export{readBranches,readBranch,writeBranch,claimBranch,deleteBranch};
