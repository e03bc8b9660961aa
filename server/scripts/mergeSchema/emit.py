# Turns the output of main.go into server/src/kustomize/mergeSchemaData.ts: python3 emit.py out.json mergeSchemaData.ts
import json,re,sys
d=json.load(open(sys.argv[1]))
T=d['types']; 
for m in T.values():
    for k in list(m):
        f=m[k]
        if not f.get('l'):
            f.pop('k',None)
            if not f.get('t'): del m[k]
K={k:v for k,v in d['kinds'].items() if v and not k.endswith('List')}

while True:
    n0=sum(len(m) for m in T.values())
    dead={n for n,m in T.items() if not m}
    for m in T.values():
        for k in list(m):
            f=m[k]
            if f.get('t') in dead or (f.get('t') and f['t'] not in T):
                f.pop('t')
                if 'k' not in f: del m[k]
    for n in dead: T.pop(n)
    if n0==sum(len(m) for m in T.values()): break
K={k:v for k,v in K.items() if v in T}
# reachable
seen=set(); todo=list(K.values())
while todo:
    n=todo.pop()
    if n in seen: continue
    seen.add(n)
    for f in T[n].values():
        if f.get('t'): todo.append(f['t'])
T={n:T[n] for n in seen}
# partition refinement
cls={n:0 for n in T}
while True:
    sig={n:(tuple(sorted((k,cls.get(f.get('t'),-1) if f.get('t') else -1,f.get('l',False),tuple(f['k']) if 'k' in f else None) for k,f in T[n].items()))) for n in T}
    ids={}; new={}
    for n in sorted(T): new[n]=ids.setdefault(sig[n],len(ids))
    if len(ids)==len(set(cls.values())) : 
        cls=new; break
    cls=new
groups={}
for n in sorted(T): groups.setdefault(cls[n],[]).append(n)
def short(n): 
    n=n.split('#')
    s=n[0].split('.')[-1]
    return s+(''.join(x[:1].upper()+x[1:] for x in n[1:]) if len(n)>1 else '')
names={}; used=set()
for c,ns in sorted(groups.items()):
    cand=sorted((short(n) for n in ns),key=lambda s:(len(s),s))
    nm=next((s for s in cand if s not in used),None)
    i=2
    while nm is None:
        if cand[0]+str(i) not in used: nm=cand[0]+str(i)
        i+=1
    used.add(nm); names[c]=nm
ref=lambda t:names[cls[t]]
def fld(f):
    if f.get('l'):
        s=ref(f['t']) if f.get('t') else ''
        return s+('['+','.join(f['k'])+']' if 'k' in f else '*')
    return ref(f['t'])
out=[]
q=lambda s: s if re.fullmatch(r'[A-Za-z_]\w*',s) else "'"+s+"'"
rows=[]
for c,ns in sorted(groups.items(),key=lambda x:names[x[0]]):
    rows.append("  %s: { %s },"%(q(names[c]),', '.join("%s: '%s'"%(q(k),fld(f)) for k,f in sorted(T[ns[0]].items()))))
kinds={}
for k,n in sorted(K.items()): kinds.setdefault(ref(n),[]).append(k)
body="""/**
 * Which lists of the built-in kinds a strategic merge patch merges, and by which keys: facts extracted by
 * `server/scripts/mergeSchema/main.go` from the OpenAPI data compiled into kustomize 5.8.1 (Kubernetes 1.21.2).
 */

/**
 * Fields of each type that lead to a merged list. `Type` is a mapping, `Type*` a list that is replaced whole,
 * `Type[key,…]` a list merged by these keys, `[]` a set of scalars; `*` as a field stands for every key.
 */
export const mergeTypes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
"""+'\n'.join(rows)+"\n};\n\n/** The type of each kind, as `apiVersion/Kind`. */\nexport const mergeTypeOfKind: Readonly<Record<string, string>> = {\n"
for k,n in sorted(K.items()): body+="  '%s': '%s',\n"%(k,ref(n))
body+="};\n"
open(sys.argv[2],'w').write(body)
print(len(rows),len(K),len(body))
