#include <algorithm>
#include <map>

#include "phantomime/base/base64.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/formats/exchange_formats/format.hpp"
#include "phantomime/formats/exchange_formats/tree_building.hpp"
#include "phantomime/formats/pack_binder.hpp"
#include "phantomime/formats/pack_loader.hpp"
#include "phantomime/formats/paths.hpp"
#include "phantomime/formats/variables.hpp"
#include "phantomime/formats/yaml_writer.hpp"

namespace phantomime::formats {
namespace {

bool is_pack(const ConversionInput& input) {
  if (input.source)
    return is_yaml_file_name(name_of(input.path)) &&
           ("\n" + input.source->text).find("\nphantomime:") != std::string::npos;
  const auto entries = input.files->list(input.path);
  return entries && std::any_of(entries->begin(), entries->end(),
                                [](const FileStore::Entry& entry) { return is_yaml_file_name(entry.name); });
}

/// A loaded response as it would be said: its body in its bytes, its headers with what defaults brought. Nothing where
/// it depends on the request or on what came before, with why.
class ResponseAsSaid {
 public:
  explicit ResponseAsSaid(Losses& losses) : losses_{losses} {}

  std::optional<Node> node(const directives::ResponseSpec& spec) {
    if (spec.responder || spec.is_templated()) return obstacle("templates");
    if (!spec.sequence.empty()) return obstacle("a sequence of answers");
    Node response = mapping_node("status", word_node(std::to_string(spec.status)));
    if (!spec.reason.empty()) put(response, "reason", text_node(spec.reason));
    const Node headers = headers_of(spec);
    if (headers.size() > 0) put(response, "headers", headers);
    const std::string_view body = spec.finished_body ? std::string_view{*spec.finished_body} : "";
    if (!body.empty())
      put(response, valid_utf8(body) ? "text" : "base64",
          text_node(valid_utf8(body) ? std::string{body} : encode_base64(body)));
    return response;
  }
  [[nodiscard]] const std::string& why() const noexcept { return why_; }

 private:
  std::nullopt_t obstacle(std::string why) {
    why_ = std::move(why);
    return std::nullopt;
  }

  Node headers_of(const directives::ResponseSpec& spec) {
    using Kind = directives::HeaderSpec::Kind;
    std::vector<std::pair<std::string, std::vector<Node>>> lines;
    for (const directives::HeaderSpec& header : spec.headers) {
      if (header.kind == Kind::http_date) losses_.add("headers that tell the time");
      if (header.kind != Kind::literal) continue;
      const auto there =
          std::find_if(lines.begin(), lines.end(), [&](const auto& line) { return line.first == header.name; });
      if (there != lines.end())
        there->second.push_back(text_node(header.value));
      else
        lines.push_back({header.name, {text_node(header.value)}});
    }
    Node node = mapping_node();
    for (auto& [name, values] : lines)
      put(node, name, values.size() == 1 ? values.front() : list_node(std::move(values)));
    return node;
  }

  Losses& losses_;
  std::string why_;
};

class PackStubsReader {
 public:
  PackStubsReader(Reading& reading, StubTrees& trees) : reading_{reading}, trees_{trees} {}

  void whole(const ConversionInput& input) {
    auto files = read_pack(*input.files, input.path, reading_.errors());
    if (!files) return;
    const auto scenario = bind_packs({*files}, {}, reading_.errors());
    if (!scenario) return;
    for (const PackFiles::File& file : files->files) reading_.keep(file.document.source);
    bind_variables(*files);
    for (const scenario::Stub& stub : scenario->stubs) loaded_[stub.name] = &stub;
    for (const PackFiles::File& file : files->files) read_file(file);
    note_what_stays(*scenario);
  }

 private:
  /// Replaces the variables in the documents.
  void bind_variables(PackFiles& files) {
    scenario::Scenario scenario;
    state::Model model;
    StubNames names;
    Errors errors;
    PackBinder{files, scenario, model, names, errors}.bind({});
  }

  void read_file(const PackFiles::File& file) {
    if (first_folder(file.path) == "profiles") return;
    const Node* const stubs = file.document.root.find("stubs");
    if (!stubs) return;
    const Node* const defaults = file.document.root.find("defaults");
    const Node* const response_defaults = defaults ? defaults->find("response") : nullptr;
    for (const Node& stub : stubs->items()) read_stub(stub, response_defaults);
  }

  void read_stub(const Node& node, const Node* defaults) {
    const Node* const name = node.find("name");
    const auto loaded = name ? loaded_.find(name->text()) : loaded_.end();
    if (loaded == loaded_.end()) return;  // a profile took it away
    ResponseAsSaid said{reading_.losses()};
    auto response = said.node(loaded->second->response);
    if (!response) return reading_.losses().add("stubs with " + said.why() + " (left out)");
    for (const std::string_view key : {"delay", "fault", "chunks"}) {
      const Node* const own = node.find("response")->find(key);
      const Node* const value = own ? own : defaults ? defaults->find(key) : nullptr;
      if (value) put(*response, key, *value);
    }
    Node stub = mapping_node("name", *name);
    for (const std::string_view key : {"request", "priority", "do", "state", "expect"})
      if (const Node* const value = node.find(key)) put(stub, key, *value);
    put(stub, "response", std::move(*response));
    trees_.stubs.push_back(std::move(stub));
  }

  void note_what_stays(const scenario::Scenario& scenario) {
    Losses& losses = reading_.losses();
    if (scenario.model) losses.add("collections and machines, with what they remember");
    for (const scenario::Pack& pack : scenario.packs) {
      if (pack.fallback) losses.add("the pack's fallback");
      if (pack.refuse) losses.add("the pack's credentials");
      if (!pack.profiles.empty()) losses.add("profiles", pack.profiles.size());
    }
  }

  Reading& reading_;
  StubTrees& trees_;
  std::map<std::string, const scenario::Stub*> loaded_;
};

void read_pack_stubs(const ConversionInput& input, Reading& reading, StubTrees& trees) {
  PackStubsReader{reading, trees}.whole(input);
}

OutputFiles write_pack_stubs(const StubTrees& trees, Layout layout, Losses&) {
  std::vector<Node> stubs;
  for (Node stub : trees.stubs) {
    escape_variables(stub);
    stubs.push_back(std::move(stub));
  }
  Node root = mapping_node("phantomime", word_node("1"));
  put(root, "stubs", list_node(std::move(stubs)));
  return {{layout == Layout::file ? "" : "pack.yaml", write_yaml(root)}};
}

}  // namespace

ExchangeFormat pack_format() noexcept {
  ExchangeFormat format;
  format.name = "pack";
  format.summary = "a scenario pack: a folder, or one YAML file";
  format.holds = Holds::stubs;
  format.recognises = is_pack;
  format.ending = ".yaml";
  format.read_stubs = read_pack_stubs;
  format.write_stubs = write_pack_stubs;
  return format;
}

}  // namespace phantomime::formats
