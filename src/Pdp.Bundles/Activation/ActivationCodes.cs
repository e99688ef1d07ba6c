namespace Pdp.Bundles.Activation;

/// <summary>Codes of what keeps a bundle that loads from being put in force.</summary>
public static class ActivationCodes
{
    /// <summary>A test that has to pass before activation fails.</summary>
    public const string TestFails = "PDP0401";

    /// <summary>A policy goes back to an earlier version.</summary>
    public const string VersionGoesBack = "PDP0402";
}
