#include "phantomime/formats/pack_section.hpp"

#include <utility>

#include "phantomime/base/virtual_clock.hpp"
#include "phantomime/formats/example_loader.hpp"
#include "phantomime/formats/key_tables.hpp"
#include "phantomime/formats/sample_credentials.hpp"
#include "phantomime/formats/variables.hpp"
#include "phantomime/state/load_state.hpp"

namespace phantomime::formats {

namespace {

constexpr std::string_view exported_values[] = {"https_url", "http_url", "admin_url", "ca_file",
                                                "user",      "password", "token"};

directives::ResponseSpec load_answer(const Node& node, LoadContext& context, const Defaults& defaults) {
  directives::ResponseSpec response = defaults.response;
  context.captures.clear();
  directives::load_response(node, context, response);
  return response;
}

/// What others get where the pack does not say: 401 as RFC 9110 wants it.
Node bare_refusal(const Node& credentials) {
  const auto text = [&](const char* value) {
    Node node = Node::scalar(value);
    node.at(credentials.source(), credentials.line(), credentials.column());
    return node;
  };
  const auto mapping = [&](std::vector<Node> children) {
    Node node = Node::mapping(std::move(children));
    node.at(credentials.source(), credentials.line(), credentials.column());
    return node;
  };
  return mapping({text("status"), text("401"), text("headers"),
                  mapping({text("WWW-Authenticate"), text("Basic realm=\"phantomime\"")})});
}

struct CredentialNodes {
  const Node *accept = nullptr, *check = nullptr, *sample = nullptr, *refuse = nullptr;
};

void load_accept(const Node& node, LoadContext& context, scenario::Pack& pack) {
  if (!expect_sequence(node, context, "accept")) return;
  for (const Node& entry : node.items())
    if (auto credential = matchers::load_credential(entry, context)) pack.accept.push_back(std::move(credential));
}

void load_credentials(const Node& node, LoadContext& context, const Defaults& defaults, scenario::Pack& pack) {
  CredentialNodes nodes;
  read_mapping(node, context, "the pack's credentials", pack_credentials_keys(),
               [&](const KeyRow& row, const Node& value) {
                 if (row.key == "accept") nodes.accept = &value;
                 if (row.key == "check") nodes.check = &value;
                 if (row.key == "sample") nodes.sample = &value;
                 if (row.key == "refuse") nodes.refuse = &value;
               });
  if (nodes.accept && nodes.check)
    context.error(*nodes.check, ErrorCode::conflict, "'accept' and 'check' both say who is let in", "keep one of them");
  if (!nodes.accept && !nodes.check && node.is_mapping())
    context.error(node, ErrorCode::missing_key, "nothing says who is let in", "add accept or check");
  if (nodes.sample && !nodes.check)
    context.error(*nodes.sample, ErrorCode::conflict, "'sample' is for 'check': the first of 'accept' is one already",
                  "take it away");
  if (nodes.check && nodes.refuse)
    context.error(*nodes.refuse, ErrorCode::conflict, "with 'check' each error says what others get",
                  "write it under 'errors'");
  if (nodes.accept) load_accept(*nodes.accept, context, pack);
  if (nodes.sample) pack.sample = load_sample(*nodes.sample, context);
  if (nodes.check) {
    context.captures.clear();
    pack.check = state::load_steps(*nodes.check, context);
    pack.check_names = std::exchange(context.names, {});
    return;
  }
  pack.refuse_where = nodes.refuse ? nodes.refuse->location() : node.location();
  pack.refuse = nodes.refuse ? load_answer(*nodes.refuse, context, defaults)
                             : load_answer(bare_refusal(node), context, Defaults{});
}

void load_exports(const Node& node, LoadContext& context, scenario::Pack& pack) {
  if (!expect_mapping(node, context, "exports")) return;
  for (std::size_t entry = 0; entry < node.size(); ++entry) {
    const std::string& name = node.key(entry).text();
    if (!is_variable_name(name)) {
      context.error(node.key(entry), ErrorCode::bad_value, "'" + name + "' is no name of an environment variable",
                    "letters, digits and '_'");
      continue;
    }
    if (const auto word = read_word(node.value(entry), context, name, exported_values))
      pack.exports.emplace_back(name, exported_values[*word]);
  }
}

void load_detect(const Node& node, LoadContext& context, scenario::Pack& pack) {
  const std::size_t errors = context.error_count();
  scenario::Pack::Detect detect;
  read_mapping(node, context, "detect", detect_keys(), [&](const KeyRow& row, const Node& value) {
    if (row.key == "request") {
      if (auto line = read_request_line(value, context, "detect's request"))
        detect.request = line->method + " " + line->target;
    } else if (row.key == "pointer") {
      auto pointer = read_string(value, context, "pointer");
      if (pointer && !pointer->empty() && !pointer->starts_with('/'))
        context.error(value, ErrorCode::bad_value, "'" + *pointer + "' is no JSON Pointer", "begin it with '/'");
      else if (pointer)
        detect.pointer = std::move(*pointer);
    } else if (expect_mapping(value, context, "detect's profiles")) {
      for (std::size_t entry = 0; entry < value.size(); ++entry) {
        const auto pattern =
            read_string(value.value(entry), context, "the expression of profile " + value.key(entry).text());
        if (!pattern) continue;
        auto regex = Regex::create(*pattern);
        if (regex)
          detect.profiles.emplace_back(value.key(entry).text(), std::move(*regex));
        else
          context.error(value.value(entry), regex.error().code, regex.error().what, regex.error().hint);
      }
    }
  });
  if (context.error_count() == errors) pack.detect = std::move(detect);
}

void load_epoch(const Node& node, LoadContext& context, scenario::Pack& pack) {
  const auto text = read_string(node, context, "epoch");
  if (!text) return;
  const auto instant = parse_clock_instant(*text);
  if (instant)
    pack.epoch = *instant;
  else
    context.error(node, instant.error().code, "epoch: " + instant.error().what,
                  instant.error().hint.empty() ? "such as 2020-01-22T19:40:00Z" : instant.error().hint);
}

}  // namespace

void load_pack_section(const Node& node, LoadContext& context, const Defaults& defaults, scenario::Pack& pack) {
  pack.where = node.location();
  read_mapping(node, context, "pack", pack_keys(), [&](const KeyRow& row, const Node& value) {
    if (row.key == "name") {
      auto name = read_string(value, context, "name");
      if (name && name->empty())
        context.error(value, ErrorCode::bad_value, "the pack's name is empty", "leave the key out to use its folder's");
      else if (name)
        pack.name = std::move(*name);
    } else if (row.key == "summary") {
      if (auto summary = read_string(value, context, "summary")) pack.summary = std::move(*summary);
    } else if (row.key == "profile") {
      (void)read_string(value, context, "profile");  // chosen before anything is bound
    } else if (row.key == "epoch") {
      load_epoch(value, context, pack);
    } else if (row.key == "credentials") {
      load_credentials(value, context, defaults, pack);
    } else if (row.key == "fallback") {
      pack.fallback_where = value.location();
      pack.fallback = load_answer(value, context, defaults);
    } else if (row.key == "exports") {
      load_exports(value, context, pack);
    } else {
      load_detect(value, context, pack);
    }
  });
}

}  // namespace phantomime::formats
