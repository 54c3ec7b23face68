// Writes yjs_updates.json: what real Yjs clients send while a team edits, goes offline, undoes and returns.
// Run in a folder where yjs is installed:  node …/tests/data/make_yjs_updates.mjs > …/tests/data/yjs_updates.json
import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(join(process.cwd(), 'here.js'))
const Y = require('yjs')

const ROOTS = ['meta', 'nodes', 'edges', 'layout', 'settings', 'variables', 'pronunciations', 'notes']
const WORDS = ['a', 'hello ', 'é', '漢字', '😀', 'the caller ', '\n']
const SERVER = 1

function seeded (seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const map = (entries) => new Y.Map(Object.entries(entries))
const text = (content) => new Y.Text(content)

function firstDoc () {
  const doc = new Y.Doc()
  doc.clientID = SERVER
  doc.transact(() => {
    doc.getMap('meta').set('schema', 1)
    doc.getMap('settings').set('system_prompt', text('Be kind.'))
    doc.getMap('nodes').set('start', map({ kind: 'start', prompt: text('Hello 😀'), items: map({}) }))
  })
  return doc
}

class Person {
  constructor (user, clientID, random, state) {
    this.user = user
    this.random = random
    this.doc = new Y.Doc()
    this.doc.clientID = clientID
    Y.applyUpdate(this.doc, state, 'remote')
    this.undo = new Y.UndoManager(ROOTS.map(name => this.doc.getMap(name)), {
      captureTimeout: 0, trackedOrigins: new Set(['local'])
    })
    this.online = true
    this.sent = []
    this.doc.on('update', (update, origin) => { if (origin !== 'remote') this.sent.push(update) })
  }

  pick (list) { return list[Math.floor(this.random() * list.length)] }
  below (n) { return Math.floor(this.random() * n) }
  root (name) { return this.doc.getMap(name) }
  id (root) { return this.pick([...this.root(root).keys()].sort()) }

  edit () {
    this.sent = []
    const acts = ['type', 'type', 'type', 'erase', 'set', 'move', 'add', 'drop', 'items', 'connect', 'tables', 'rewrite']
    const roll = this.random()
    if (roll < 0.1) this.undo.undo()
    else if (roll < 0.16) this.undo.redo()
    else {
      this.doc.transact(() => {
        for (let n = this.random() < 0.3 ? 4 : 1; n > 0; n--) this[this.pick(acts)]()
      }, 'local')
    }
    return this.sent
  }

  someText () {
    if (this.random() < 0.2) return this.root('settings').get('system_prompt')
    const root = this.pick(['nodes', 'nodes', 'notes'])
    const id = this.id(root)
    const found = id && this.root(root).get(id).get('prompt')
    return found instanceof Y.Text ? found : undefined
  }

  // Never between the halves of a surrogate pair: the server refuses that.
  position (content) {
    let at = this.below(content.length + 1)
    if (at < content.length && content.charCodeAt(at) >= 0xdc00 && content.charCodeAt(at) < 0xe000) at++
    return at
  }

  type () {
    const here = this.someText()
    if (here) here.insert(this.position(here.toString()), this.pick(WORDS).repeat(this.pick([1, 1, 1, 9])))
  }

  erase () {
    const here = this.someText()
    if (!here) return
    const content = here.toString()
    const [start, end] = [this.position(content), this.position(content)].sort((a, b) => a - b)
    here.delete(start, end - start)
  }

  set () {
    const id = this.id('nodes')
    const place = this.random() < 0.5 ? this.root('settings') : this.root('nodes').get(id)
    const field = this.pick(['name', 'mode', 'speed', 'deleted'])
    if (place.has(field) && this.random() < 0.2) place.delete(field)
    else place.set(field, this.pick([1, -3, 2.5, 'x', true, null, [1, { a: [] }], { by: 'ana', at: 3 }, 1e12]))
  }

  move () { this.root('layout').set(this.id('nodes'), { x: this.random() * 99 - 50, y: this.below(2000) }) }

  add () {
    const items = {}
    for (let n = this.below(3); n > 0; n--) items['i_' + n] = map({ order: n, phrase: 'yes' })
    const node = map({ kind: 'say', prompt: text(this.pick(WORDS)), items: map(items) })
    this.root(this.pick(['nodes', 'nodes', 'notes'])).set('n_' + this.below(12), node)
  }

  drop () {
    const root = this.pick(['nodes', 'edges', 'layout', 'notes', 'variables'])
    const id = this.id(root)
    if (id && id !== 'start') this.root(root).delete(id)
  }

  items () {
    const items = this.root('nodes').get(this.id('nodes')).get('items')
    if (!items) return
    const key = 'i_' + this.below(4)
    if (!items.has(key)) items.set(key, map({ order: this.random() }))
    else if (this.random() < 0.3) items.delete(key)
    else items.get(key).set('phrase', this.pick(WORDS))
  }

  connect () {
    const edge = { source: this.id('nodes'), port: 'out', target: 'start' }
    this.root('edges').set('e_' + this.below(8), edge)
  }

  tables () {
    const root = this.root(this.pick(['variables', 'pronunciations']))
    const key = 'v_' + this.below(4)
    if (root.has(key)) root.get(key).set('name', this.pick(WORDS))
    else root.set(key, map({ name: 'n', order: 1 }))
  }

  rewrite () { this.root('nodes').get(this.id('nodes')).set('prompt', text(this.pick(WORDS))) }
}

function history (seed, steps) {
  const random = seeded(seed)
  const server = firstDoc()
  const state = Y.encodeStateAsUpdate(server)
  const people = [0, 1, 2].map(n => new Person('user' + n, 100000 + Math.floor(random() * 4e9), random, state))
  const frames = []
  const send = (person, kind, update) => {
    frames.push([person.user, kind, Buffer.from(update).toString('base64')])
    Y.applyUpdate(server, update)
    for (const other of people) if (other.online && other !== person) Y.applyUpdate(other.doc, update, 'remote')
  }
  const sync = (person) => {
    person.online = true
    // Sometimes everything, as one does who has no state vector: most of it is known, some structs in part.
    const known = random() < 0.3 ? undefined : Y.encodeStateVector(server)
    send(person, 'sync', Y.encodeStateAsUpdate(person.doc, known))
    Y.applyUpdate(person.doc, Y.encodeStateAsUpdate(server, Y.encodeStateVector(person.doc)), 'remote')
  }
  for (let n = 0; n < steps; n++) {
    const person = people[Math.floor(random() * people.length)]
    if (random() < 0.06) { if (person.online) person.online = false; else sync(person) }
    const sent = person.edit()
    if (!person.online || !sent.length) continue
    if (sent.length > 1 && random() < 0.5) send(person, 'update', Y.mergeUpdates(sent))
    else for (const update of sent) send(person, 'update', update)
    if (random() < 0.05) send(person, 'update', Y.mergeUpdates([sent[0], ...person.edit()]))
  }
  for (const person of people) sync(person)
  const content = Object.fromEntries(ROOTS.map(name => [name, server.getMap(name).toJSON()]))
  return { state: Buffer.from(state).toString('base64'), frames, content }
}

const seeds = (process.argv[2] ?? '1,2,3,4,5,6').split(',').map(Number)
process.stdout.write(JSON.stringify(seeds.map(seed => history(seed, Number(process.argv[3] ?? 140)))) + '\n')
