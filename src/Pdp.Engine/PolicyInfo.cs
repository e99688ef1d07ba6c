using Pdp.Engine.Sources;

namespace Pdp.Engine;

/// <summary>A version of a policy in a policy set.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Role">What part it plays.</param>
/// <param name="Source">As written.</param>
public sealed record PolicyInfo(string Id, int Version, PolicyRole Role, PolicySource Source);

/// <summary>What part a version of a policy plays.</summary>
public enum PolicyRole
{
    /// <summary>Present, but neither in force nor evaluated.</summary>
    Inactive,

    /// <summary>In force, and combined at the root.</summary>
    Root,

    /// <summary>In force by reference from another policy.</summary>
    Referenced,

    /// <summary>Evaluated beside the version in force and reported, never enforced.</summary>
    Shadow,
}
