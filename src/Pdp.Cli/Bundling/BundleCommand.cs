using System.CommandLine;
using Pdp.Cli.Hosting;

namespace Pdp.Cli.Bundling;

/// <summary><c>pdp bundle</c>: policies in one file that can be signed.</summary>
internal sealed class BundleCommand : Command
{
    public BundleCommand(CliHost host)
        : base("bundle", "Make, sign and check bundles. A bundle is a folder of policies in one file, which servers fetch by HTTPS "
            + "(`pdp serve --bundle URL`) and put in force only when one of their keys has signed it.")
    {
        Add(new BuildCommand(host));
        Add(new SignCommand(host));
        Add(new VerifyCommand(host));
    }
}
