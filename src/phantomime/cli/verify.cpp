#include <memory>

#include <CLI/CLI.hpp>

#include "phantomime/cli/commands.hpp"
#include "phantomime/cli/verify_run.hpp"

namespace phantomime::cli {

Action declare_verify(CLI::App& app) {
  const auto options = std::make_shared<VerifyOptions>();
  declare_verify_options(app, *options);
  app.footer(
      "Asks a live server what the pack's stubs answer, and says where it differs: from fixtures, tables, rules and\n"
      "from what the pack itself answers. Only safe requests are sent (GET, HEAD, OPTIONS); ids of a list feed the\n"
      "requests for one row. Safe requests are asked up to three times where no answer comes or the server is busy.\n"
      "With --allow creates things are made that can be found again and deleted, and then they are: a ledger knows of\n"
      "each before it is made, and --clean-up goes by it.\n"
      "Redirects are not followed. Credentials: -u, --token or --netrc, else PHANTOMIME_USER and PHANTOMIME_PASSWORD,\n"
      "or PHANTOMIME_TOKEN. They are never in a report.\n"
      "Exit codes: 0 the contract is met, 1 findings, or nothing was checked, 3 the pack, its contracts or bindings "
      "are\n"
      "wrong, 4 the server cannot be reached, is not the product, or lets nobody in.\n"
      "Example: phantomime verify phantom --target https://phantom.example -u admin --report html=verify.html");
  return [options](Context& context) { return VerifyRun{context, *options}.run(); };
}

}  // namespace phantomime::cli
