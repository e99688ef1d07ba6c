namespace Pdp.Bundles.Activation;

/// <summary>Codes of what keeps a bundle that loads from being put in force.</summary>
public static class ActivationCodes
{
    /// <summary>A test that has to pass before activation fails.</summary>
    public const string TestFails = "PDP0401";

    /// <summary>A policy goes back to an earlier version.</summary>
    public const string VersionGoesBack = "PDP0402";

    /// <summary>The sequence of a bundle goes back, or stays while its content does not.</summary>
    public const string SequenceGoesBack = "PDP0403";

    /// <summary>A bundle has expired.</summary>
    public const string Expired = "PDP0404";

    /// <summary>A gateway takes its subjects from tokens, and the server takes none.</summary>
    public const string NoIssuers = "PDP0405";

    /// <summary>A gateway hands on certificates, and the server can verify none.</summary>
    public const string NoAuthorities = "PDP0406";

    /// <summary>A git repository cannot be reached or read.</summary>
    public const string NoRepository = "PDP0410";

    /// <summary>A branch, tag or commit is not there, or not any more.</summary>
    public const string NoReference = "PDP0411";

    /// <summary>A commit does not descend from the one in force.</summary>
    public const string NoDescendant = "PDP0412";

    /// <summary>A commit is not signed, or not by a key that may sign.</summary>
    public const string WrongCommitSignature = "PDP0415";

    /// <summary>A link or a submodule stands in the policy folder of a commit.</summary>
    public const string NotInCommit = "PDP0417";

    /// <summary>A bundle archive cannot be reached or read.</summary>
    public const string NoBundle = "PDP0420";

    /// <summary>It is no bundle archive, it is not whole, or its parts do not fit its manifest.</summary>
    public const string MalformedBundle = "PDP0421";

    /// <summary>A bundle archive is not signed, or not by a key that may sign.</summary>
    public const string WrongSignature = "PDP0422";
}
