using Xunit;

namespace Pdp.Server.Tests.Reloading.Soak;

/// <summary>Tests that measure the process, and run while no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    /// <summary>The collection's name.</summary>
    public const string Name = "alone";
}
