namespace Pdp.Cli.Diffing;

/// <summary>What has become of an answer, in the order in which a reviewer must see it: first what opens a door.</summary>
internal enum ChangeKind
{
    /// <summary>It was not allowed, and is.</summary>
    NewlyAllowed,

    /// <summary>The decision is the same, and what a caller must do about it is not.</summary>
    Obligations,

    /// <summary>It was allowed, and is no longer.</summary>
    NoLongerAllowed,

    /// <summary>It was not allowed and is not, for another reason: a denial, an error, or nothing that applies.</summary>
    OtherDecision,

    /// <summary>The decision and the obligations are the same, and the advice is not.</summary>
    Advice,
}

/// <summary>The kinds in words.</summary>
internal static class ChangeKinds
{
    /// <summary>All of them, in their order.</summary>
    public static IReadOnlyList<ChangeKind> All { get; } = Enum.GetValues<ChangeKind>();

    /// <summary>The name in reports for programs.</summary>
    public static string Name(this ChangeKind kind) => kind switch
    {
        ChangeKind.NewlyAllowed => "newly-allowed",
        ChangeKind.Obligations => "obligations",
        ChangeKind.NoLongerAllowed => "no-longer-allowed",
        ChangeKind.OtherDecision => "other-decision",
        _ => "advice",
    };

    /// <summary>The words in reports for people.</summary>
    public static string Words(this ChangeKind kind) => kind switch
    {
        ChangeKind.NewlyAllowed => "newly allowed",
        ChangeKind.Obligations => "other obligations",
        ChangeKind.NoLongerAllowed => "no longer allowed",
        ChangeKind.OtherDecision => "not allowed, for another reason",
        _ => "other advice",
    };

    /// <summary>Whether the decision itself is another.</summary>
    public static bool IsDecision(this ChangeKind kind) => kind is ChangeKind.NewlyAllowed or ChangeKind.NoLongerAllowed or ChangeKind.OtherDecision;
}
