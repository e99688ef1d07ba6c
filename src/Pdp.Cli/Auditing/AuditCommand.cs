using System.CommandLine;
using Pdp.Cli.Hosting;

namespace Pdp.Cli.Auditing;

/// <summary><c>pdp audit</c>: what a server's decision log says.</summary>
internal sealed class AuditCommand : Command
{
    public AuditCommand(CliHost host)
        : base("audit", "Verify, search, follow and replay decision logs. A server writes one with `pdp serve --audit bounded` or `--audit required`.")
    {
        Add(new AuditVerifyCommand(host));
        Add(new AuditQueryCommand(host));
        Add(new AuditTailCommand(host));
        Add(new AuditReplayCommand(host));
    }
}
