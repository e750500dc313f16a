#include "phantomime/base/suggest.hpp"
#include "phantomime/state/load_state.hpp"

namespace phantomime::state {
namespace {

constexpr std::string_view types[] = {"text", "integer", "number", "boolean", "instant", "json"};
constexpr std::string_view writables[] = {"always", "create", "update", "never"};
constexpr std::string_view showns[] = {"always", "one", "never"};
constexpr std::string_view shapes[] = {"any", "list", "object"};

constexpr std::string_view bool_schema = R"({"type": "boolean"})";
constexpr std::string_view member_word_schema = R"({"type": "string", "minLength": 1})";

constexpr KeyRow member_rows[] = {
    {"type", "what it holds", R"({"enum": ["text", "integer", "number", "boolean", "instant", "json"]})", "integer",
     "float", Presence::required},
    {"shape", "of type json: what the value must be; default anything", R"({"enum": ["any", "list", "object"]})", "any",
     "set"},
    {"nullable", "whether it may be null; default false", bool_schema, "true", "perhaps"},
    {"default", "its value where a new row says none; computed", "true", "0", ""},
    {"required", "whether a body must have it to create a row", bool_schema, "true", "perhaps"},
    {"unique", "whether no two rows may have the same", bool_schema, "true", "perhaps"},
    {"one_of", "the values that a body may give it", R"({"type": "array", "minItems": 1})", "[1, 2]", "new"},
    {"writable", "when a body may have it; default always, of the id never",
     R"({"enum": ["always", "create", "update", "never"]})", "create", "sometimes"},
    {"written_as", "what bodies call it instead",
     R"({"anyOf": [{"type": "string", "minLength": 1}, {"type": "array", "items": {"type": "string", "minLength": 1}}]})",
     "[other_name, name]", "{a: b}"},
    {"stored", "whether rows keep it; else only steps see what a body gives; default true", bool_schema, "false",
     "perhaps"},
    {"shown", "where clients see it; default always", R"({"enum": ["always", "one", "never"]})", "one", "sometimes"},
    {"with_flag", "a flag with which lists show it too", member_word_schema, "verbose", "[verbose]"},
    {"shown_when", "a condition on the row", R"({"type": ["string", "boolean"]})", "'{{ row.id > 3 }}'", "[x]"},
    {"secret", "whether it is told to nobody, nor in the admin API", bool_schema, "true", "perhaps"},
    {"view", "its value, computed when the row is told; never stored", "true", "'{{ row.id }}'", ""},
    {"on_change", "its value at every later change of the row; computed", "true", "1", ""},
    {"relation", "the collection whose row it points at by its id", member_word_schema, "thing", "[thing]"},
    {"many", "whether it is a list of ids", bool_schema, "true", "perhaps"},
    {"named_by", "of a relation: bodies may name rows by this member of theirs", member_word_schema, "name", "[name]"},
    {"told_as", "of a relation: clients see this member instead of the id", member_word_schema, "name", "[name]"},
    {"errors", "other errors than the usual, by kind",
     R"({"type": "object", "additionalProperties": {"type": "string", "minLength": 1}})", "{duplicate: bad_value}",
     "duplicate"},
    {"provenance", "how much is known of it", R"({"enum": ["documented", "recorded", "assumed"]})", "assumed",
     "guessed"},
    {"note", "for people: why it is so", R"({"type": "string"})", "nobody recorded it", "[a]"},
};

class MemberLoader {
 public:
  MemberLoader(Member& member, LoadContext& context) : member_{member}, context_{context} {}

  void load(std::string_view key, const Node& value) {
    if (key == "type") return read_type(value);
    if (bool* const flag = flag_of(key)) {
      *flag = read_bool(value, context_, key).value_or(*flag);
    } else if (std::string* const text = text_of(key)) {
      *text = read_string(value, context_, key).value_or(std::string{});
    } else if (key == "default" || key == "view" || key == "on_change") {
      read_computed(key, value);
    } else if (key == "shown_when") {
      context_.names.emplace_back("row");
      member_.shown_when = read_condition(value, context_);
      context_.names.pop_back();
    } else {
      read_other(key, value);
    }
  }

 private:
  bool* flag_of(std::string_view key) {
    if (key == "nullable") return &member_.nullable;
    if (key == "required") return &member_.required;
    if (key == "unique") return &member_.unique;
    if (key == "stored") return &member_.stored;
    if (key == "secret") return &member_.secret;
    return key == "many" ? &member_.many : nullptr;
  }

  std::string* text_of(std::string_view key) {
    if (key == "with_flag") return &member_.with_flag;
    if (key == "relation") return &member_.relation;
    if (key == "named_by") return &member_.named_by;
    if (key == "told_as") return &member_.told_as;
    return key == "note" ? &member_.note : nullptr;
  }

  void read_type(const Node& value) {
    if (const auto word = read_word(value, context_, "type", types)) member_.type = static_cast<FieldType>(*word);
  }

  void read_computed(std::string_view key, const Node& value) {
    const std::vector<std::string> names = context_.names;
    for (const char* const name : {"row", "given"}) context_.names.emplace_back(name);
    auto computed = directives::Computed::load(value, context_);
    (key == "default" ? member_.by_default : key == "view" ? member_.view : member_.on_change) = std::move(computed);
    context_.names = names;
  }

  void read_other(std::string_view key, const Node& value) {
    if (key == "writable") {
      if (const auto word = read_word(value, context_, key, writables))
        member_.writable = static_cast<Member::Writable>(*word);
    } else if (key == "shape") {
      if (const auto word = read_word(value, context_, key, shapes)) member_.shape = static_cast<Member::Shape>(*word);
    } else if (key == "shown") {
      if (const auto word = read_word(value, context_, key, showns)) member_.shown = static_cast<Member::Shown>(*word);
    } else if (key == "written_as") {
      if (value.is_sequence())
        for (const Node& name : value.items()) add_written_name(name);
      else
        add_written_name(value);
    } else if (key == "one_of") {
      read_choices(value);
    } else if (key == "errors") {
      read_errors(value);
    } else if (key == "provenance") {
      member_.provenance = read_provenance(value, context_).value_or(Provenance::unstated);
    }
  }

  void add_written_name(const Node& value) {
    if (auto name = read_string(value, context_, "written_as")) member_.written_as.push_back(std::move(*name));
  }

  void read_choices(const Node& value) {
    if (!expect_sequence(value, context_, "one_of")) return;
    for (const Node& choice : value.items()) {
      const auto text = node_to_json_text(choice);
      const auto json = text ? parse_json(*text) : Result<Json>{text.error()};
      if (json)
        member_.one_of.push_back(*json);
      else
        context_.error(choice, json.error().code, json.error().what, json.error().hint);
    }
  }

  void read_errors(const Node& value) {
    if (!expect_mapping(value, context_, "errors")) return;
    for (std::size_t entry = 0; entry < value.size(); ++entry) {
      const std::string& kind = value.key(entry).text();
      if (!error_kind(kind)) report_unknown_kind(value.key(entry));
      if (auto name = read_string(value.value(entry), context_, "an error's name"))
        member_.errors.emplace_back(kind, std::move(*name));
    }
  }

  void report_unknown_kind(const Node& kind) {
    std::vector<std::string_view> known;
    for (const ErrorKind& one : error_kinds()) known.push_back(one.name);
    const std::string_view near = nearest(kind.text(), known);
    context_.error(
        kind, ErrorCode::not_found, "there is no kind of error '" + kind.text() + "'",
        near.empty() ? "scenarios/README.md lists them under 'Errors'" : "did you mean '" + std::string{near} + "'?");
  }

  Member& member_;
  LoadContext& context_;
};

void check_member(const Node& key, LoadContext& context, const Member& member) {
  const auto conflict = [&](const std::string& what, const char* hint) {
    context.error(key, ErrorCode::conflict, "the member '" + member.name + "' " + what, hint);
  };
  if (!member.relation.empty() && member.type != FieldType::integer && !(member.many && member.type == FieldType::json))
    conflict("points at rows, and ids are integers", "write type: integer");
  if (member.relation.empty() && (member.many || !member.named_by.empty() || !member.told_as.empty()))
    conflict("has keys of a relation and is none", "add relation, or take away many, named_by and told_as");
  if (member.shape != Member::Shape::any && member.type != FieldType::json)
    conflict("has a shape, which is for type json", "take it away, or write type: json");
  if (member.view && (member.by_default || member.on_change || member.required || member.unique || !member.stored))
    conflict("is computed when it is told, and has keys of what is stored", "take view or the others away");
}

}  // namespace

std::span<const KeyRow> member_keys() { return member_rows; }

std::optional<Member> load_member(const Node& key, const Node& node, LoadContext& context) {
  const std::size_t before = context.error_count();
  Member member;
  member.name = key.text();
  member.where = key.location();
  MemberLoader loader{member, context};
  if (node.is_scalar())
    loader.load("type", node);
  else
    read_mapping(node, context, "a member", member_keys(),
                 [&](const KeyRow& row, const Node& value) { loader.load(row.key, value); });
  if (context.error_count() == before) check_member(key, context, member);
  if (context.error_count() > before) return std::nullopt;
  return member;
}

}  // namespace phantomime::state
