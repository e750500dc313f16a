#include "phantomime/cli/diff_live.hpp"

#include <functional>
#include <set>

#include "phantomime/cli/stoppable.hpp"
#include "phantomime/cli/verify_login.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/server/verifier/detection.hpp"
#include "phantomime/server/verifier/live_asker.hpp"
#include "phantomime/server/verifier/noting_asker.hpp"
#include "phantomime/server/verifier/plan_run.hpp"
#include "phantomime/server/verifier/polite_asker.hpp"

namespace phantomime::cli {
namespace {

/// Of all bodies of one server together.
constexpr std::size_t most_live_bytes = std::size_t{256} << 20;

/// Puts requests through an asker; an error is why they came to an end.
using AskAll = std::function<std::optional<Error>(server::Asker& asker, server::Identity identity)>;

Result<formats::ExchangeSource> ask_server(Context& context, const LiveSide& side, LiveOptions options,
                                           const scenario::Scenario& scenario, recording::ShapeNumbers& shapes,
                                           std::vector<std::string>& secrets, const AskAll& ask) {
  options.target = side.url;
  auto client_options = client_options_of(options);
  if (!client_options) return client_options.error();
  auto client = net::PooledClient::create(*client_options);
  if (!client) return client.error();
  auto login = find_login(context, side.login, (*client)->host());
  if (!login) return login.error();
  const std::vector<std::string> own = server::secrets_of(*login);
  secrets.insert(secrets.end(), own.begin(), own.end());
  const SignalHandlers handlers{context.stop};
  const CancelOnStop cancel{context.stop, **client};
  const SystemClock clock;
  StoppablePatience patience{context.stop};
  server::LiveAsker live{**client, server::login_lines(*login, scenario), client_options->body_limit, clock};
  server::Politeness politeness;
  politeness.rate = options.rate;
  server::PoliteAsker polite{live, politeness, patience};
  server::NotingAsker asker{polite, (*client)->origin(), most_live_bytes};
  const bool nobody = login->kind == server::Login::Kind::nobody;
  if (auto failed = ask(asker, nobody ? server::Identity::nobody : server::Identity::ours)) return *failed;
  if (context.stop.raised()) return Error{ErrorCode::io, "the run was ended before it was over", {}, ""};
  return formats::ExchangeSource::of(asker.take(), http::redact_url(side.url), shapes);
}

bool is_safe(const http::Request& request) {
  return (request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS") && request.body.empty();
}

/// What was asked, without what belongs to a connection or says who asked.
http::Request asked_again(const http::Request& recorded) {
  http::Request request;
  request.method = recorded.method;
  request.target = recorded.target;
  for (const http::Header line : recorded.headers)
    if (http::same_name(line.name, "Accept")) request.headers.add(line.name, line.value);
  return request;
}

}  // namespace

bool is_live_url(std::string_view name) noexcept { return name.starts_with("http://") || name.starts_with("https://"); }

Result<formats::ExchangeSource> ask_plan(Context& context, const LiveSide& side, LiveOptions options,
                                         const VerifiedPack& pack, recording::ShapeNumbers& shapes,
                                         std::vector<std::string>& secrets) {
  const scenario::Scenario& scenario = pack.edition->scenario();
  server::Judgement judgement{pack.edition, pack.contracts, SystemClock{}.now()};
  return ask_server(context, side, options, scenario, shapes, secrets,
                    [&](server::Asker& asker, server::Identity identity) -> std::optional<Error> {
                      server::PlanRunOptions run;
                      run.jobs = options.jobs;
                      run.identity = identity;
                      run.stopped = [&context] { return context.stop.raised(); };
                      return run_plan(pack.plan, scenario, judgement, asker, run).gave_up;
                    });
}

Result<formats::ExchangeSource> ask_again(Context& context, const LiveSide& side, LiveOptions options,
                                          formats::ExchangeSource& said, recording::ShapeNumbers& shapes,
                                          std::vector<std::string>& secrets, std::size_t& unsafe) {
  const scenario::Scenario nothing;
  return ask_server(context, side, options, nothing, shapes, secrets,
                    [&](server::Asker& asker, server::Identity identity) -> std::optional<Error> {
                      std::set<std::string> known;
                      bool proven = false;
                      for (std::size_t at = 0; at < said.keys().size() && !context.stop.raised(); ++at) {
                        const auto recorded = said.answer(at);
                        if (!recorded) continue;
                        if (!is_safe(recorded->request)) {
                          ++unsafe;
                          continue;
                        }
                        const http::Request request = asked_again(recorded->request);
                        if (!known.insert(request.method + ' ' + request.target).second) continue;
                        const auto answer = asker.ask(request, identity);
                        // Credentials that are refused are tried once.
                        if (!proven && !answer) return answer.error();
                        if (!proven && server::refuses(answer->status) && recorded->status != answer->status)
                          return server::login_failed(request, answer->status, identity);
                        proven = true;
                      }
                      return std::nullopt;
                    });
}

}  // namespace phantomime::cli
