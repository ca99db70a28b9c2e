import { contentWords } from './words.ts';

/**
 * Words in which a rule about code is said, besides the names that the code itself has. Nothing in here can speak of who checks,
 * what counts as done, what may be let through or what is to be told. A rule with other words is not refused: a person is asked.
 */
export const plainWords: ReadonlySet<string> = contentWords(`
  access add added address after adjust align allocate answer append apply argument array assign async atomic await
  batch before below bind bit block body boolean boundary bracket buffer build built byte bytes
  cache calculate call callback caller case cast cause change changed character charset class clear click client clock clone close code
  column combine comma comment compare comparison compute concatenate condition connection constant constructor content
  convert copy count counter create currency cursor customer cycle
  data database date day decimal declare decode deep default define delay derive descending destructure digit directory divide
  division document double duplicate duration
  edge element email empty encode encoding end endpoint entry enum epoch equal equality error escape evaluate event exact example
  exception exclusive explicit exponent expression extension
  factory field file filter find finite first fixed flag float folder follow foreign form format formula fraction frame function
  generate getter glob group guess
  handle handler hash head header heading history hour html http
  identifier immutable implicit import include index infinite infinity initial inner input insert insertion instance instead int
  integer interface interval invalid inverse item iterate iteration iterator
  join json
  keep key keyword kind
  label language last latitude leading leap left length letter level library limit line link list literal live local locale lock log logic
  long lookup loop lower lowercase
  map match matrix maximum mean median member memory message method middle midnight migrate migration millisecond minimum minus
  minute missing mistype mode module modulo money month multiple mutable mutate mutation
  name named namespace naming nan need negative nested newline node null number numeric
  object offset open operand operator option order ordering ordinary original outer output outside over overflow own
  page pair paragraph parameter parent parse parser part partial path pattern payload percent percentage period person pixel plain
  plural plus point pointer pool port position positive power precise precision prefer prefix previous primary primitive print process
  promise property prototype provide punctuation
  quantity query queue quote quoting quotient
  race radix random range rate ratio raw read reader record recursion recursive reduce reference regular reject relative remainder
  remove render repeat replace request reserve reset resolve resource response rest retry return reuse reverse reversible right round rounding route row run
  safe sanitise sanitize save scale schema scope score search second segment select self sentence separate separator
  sequence serialise serialize server service set setter shallow shape share shift sign signed single singular size slash slice slot small
  snapshot socket sort sorted sorting space special splice split spread square stable stack stale start state statement static step stock
  stop store stored stream string strict structure style submit subtract sum suffix swap symbol syntax sync
  table tag tail target task template term text throw tie time timer timestamp timezone title toggle total trailing transaction
  transform transpose trim truncate tuple turn type typed typing
  undefined underscore unicode unique unit unsigned unsorted update uppercase upper url user utc
  validate value variable vector view visitor
  wait week whitespace whole wide width word wrap write written wrong
  year zero zone
  became become broke came crash failed fault gave happen kept lost stayed went
`);
