namespace Pdp.Server.Access;

/// <summary>What callers ask to do, by the names that access policies know.</summary>
internal static class AccessAction
{
    /// <summary>To have a question decided.</summary>
    public const string Check = "check";

    /// <summary>To have it explained how a question is decided, which shows the policies and the PDP's own data.</summary>
    public const string Explain = "explain";

    /// <summary>To search for who may do what.</summary>
    public const string Search = "search";

    /// <summary>To ask as a gateway, and so say who the subject is.</summary>
    public const string Gateway = "gateway";

    /// <summary>To read the policies, and what shadow versions said.</summary>
    public const string ReadPolicies = "read-policies";

    /// <summary>To be told of changes of the policies.</summary>
    public const string Watch = "watch";

    /// <summary>To have the policies read again.</summary>
    public const string Reload = "reload";

    /// <summary>To revoke, to take that back, and to see what is revoked.</summary>
    public const string Revoke = "revoke";

    /// <summary>To be shown the contract by gRPC reflection.</summary>
    public const string Reflect = "reflect";

    /// <summary>To read metrics, and health in detail.</summary>
    public const string Observe = "observe";

    /// <summary>Those that are asked about each question, by the types of its subject and resource.</summary>
    public static bool IsOfQuestions(string action) => action is Check or Explain or Search;
}
