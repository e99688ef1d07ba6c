using System.CommandLine;
using Pdp.Cli.Hosting;

namespace Pdp.Cli.Access;

/// <summary><c>pdp access</c>: who may call a server.</summary>
internal sealed class AccessCommand : Command
{
    public AccessCommand(CliHost host)
        : base("access", "Say who may call a server. Access policies (`pdp serve --access DIR`) are a folder of policies as any other: "
            + "`pdp validate`, `pdp test` and `pdp check` work on it.")
    {
        Add(new KeyCommand(host));
    }
}
