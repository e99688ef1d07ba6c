using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;

namespace Pdp.Cli.Shadowing;

/// <summary><c>pdp shadow</c>: what has to do with trying policies in shadow.</summary>
internal sealed class ShadowCommand : CliCommand
{
    public ShadowCommand(CliHost host)
        : base("shadow", "Look at how policies that are tried in shadow do. A version of a policy with `\"stage\": \"shadow\"` is "
            + "evaluated beside the version in force, and decides nothing.") => Add(new ShadowReportCommand(host));
}
