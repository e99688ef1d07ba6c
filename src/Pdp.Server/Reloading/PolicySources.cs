using Pdp.Bundles;
using Pdp.Bundles.Keeping;
using Pdp.Bundles.Sources;
using Pdp.Bundles.Sources.Watching;
using Pdp.Server.Settings;

namespace Pdp.Server.Reloading;

/// <summary>The source of the policies that the settings name.</summary>
internal static class PolicySources
{
    /// <summary>Opens the source.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="kept">What was in force in an earlier run, behind which the source may not go back; null: nothing is known.</param>
    /// <param name="clock">The time.</param>
    /// <param name="warn">Is told what works less well than it might, and why.</param>
    public static IPolicySource Open(PdpServerOptions options, KeptRevision? kept, TimeProvider clock, Action<string> warn) => new FolderSource(
        options.Policies, new LoadOptions(), new WatchOptions { Notices = options.Watch && options.Reload, Poll = options.Poll }, clock, warn);

    /// <summary>What to do when the source has nothing that can be served.</summary>
    /// <param name="options">The settings.</param>
    public static string Help(PdpServerOptions options) => Directory.Exists(options.Policies)
        ? $"correct what is told above; `pdp validate {options.Policies}` checks without serving"
        : "name the folder of policy documents with `--policies DIR` (the default is `policies` in the current folder)";
}
