#include "phantomime/scenario/explain.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "phantomime/base/base64.hpp"
#include "phantomime/cli/commands.hpp"
#include "phantomime/http/request.hpp"
#include "phantomime/server/pack_source.hpp"

namespace phantomime::cli {
namespace {

constexpr std::size_t body_limit = 16u << 20;  ///< what the server takes

struct ExplainOptions {
  std::string pack;
  std::string request;
  std::vector<std::string> headers;
  std::string data;
  std::string user;
  std::string profile;
};

Error usage(std::string what, std::string hint) { return {ErrorCode::usage, std::move(what), {}, std::move(hint)}; }

Result<http::Request> make_request(Context& context, const ExplainOptions& options) {
  http::Request request;
  const auto blank = options.request.find(' ');
  if (blank == std::string::npos || blank == 0 || blank + 1 >= options.request.size() ||
      options.request[blank + 1] != '/')
    return usage("'" + options.request + "' is not a request",
                 "write METHOD TARGET in one argument: 'GET /rest/approval'");
  request.method = options.request.substr(0, blank);
  request.target = options.request.substr(blank + 1);
  request.headers.add("Host", "localhost");
  for (const std::string& header : options.headers) {
    const auto colon = header.find(':');
    if (colon == std::string::npos || colon == 0)
      return usage("-H '" + header.substr(0, header.find_first_of(" =")) + "...' has no colon",
                   "write -H 'Name: value'");
    const auto value = header.find_first_not_of(" \t", colon + 1);
    request.headers.add(header.substr(0, colon), value == std::string::npos ? "" : header.substr(value));
  }
  if (!options.user.empty())
    request.headers.add(
        "Authorization",
        "Basic " + encode_base64(options.user.find(':') == std::string::npos ? options.user + ":" : options.user));
  request.body = options.data;
  if (options.data.starts_with('@')) {
    auto body = context.files.read(options.data.substr(1), body_limit);
    if (!body) return std::move(body).error();
    request.body = std::move(*body);
  }
  if (!request.body.empty()) request.headers.add("Content-Length", std::to_string(request.body.size()));
  return request;
}

ExitCode explain(Context& context, const ExplainOptions& options) {
  auto request = make_request(context, options);
  if (!request) {
    report(context, {request.error()});
    return request.error().code == ErrorCode::usage ? ExitCode::usage : ExitCode::runtime;
  }
  Errors errors;
  const auto loaded = server::load_packs(context.files, {options.pack}, {options.profile}, errors);
  if (!loaded) {
    report(context, errors);
    return ExitCode::bad_scenario;
  }
  const scenario::Index index{*loaded->scenario};
  const auto explanation = scenario::explain(*loaded->scenario, index, *request);
  context.out << scenario::to_text(explanation, *loaded->scenario, *request);
  return explanation.outcome == scenario::Explanation::Outcome::matched ? ExitCode::ok : ExitCode::findings;
}

}  // namespace

Action declare_explain(CLI::App& app) {
  const auto options = std::make_shared<ExplainOptions>();
  app.add_option("PACK", options->pack, "a built-in pack, a folder or a file")->required()->option_text(" ");
  app.add_option("REQUEST", options->request, "the request line, in one argument")
      ->required()
      ->option_text("'METHOD TARGET'");
  app.add_option("-H,--header", options->headers, "a header line, may be repeated")
      ->option_text("LINE")
      ->expected(1)
      ->take_all();
  app.add_option("-d,--data", options->data, "the body; @FILE reads it from a file")->option_text("BODY");
  app.add_option("-u,--user", options->user, "Basic credentials")->option_text("USER:PASS");
  app.add_option("--profile", options->profile, "the product version to play")->option_text("P");
  app.footer(
      "Exit code 0 where a stub answers, else 1.\n"
      "Example: phantomime explain phantom-docs 'POST /rest/playbook_run' -u admin:changeme -d '{\"run\": true}'");
  return [options](Context& context) { return explain(context, *options); };
}

}  // namespace phantomime::cli
