namespace Pdp.Server.Access;

/// <summary>How it is told what a caller may not do.</summary>
internal static class AccessRefusal
{
    /// <summary>What it may not, behind "may not".</summary>
    public static string Of(string action, string subjectType, string resourceType) => AccessAction.IsOfQuestions(action)
        ? $"`{action}` questions about subjects of type `{Shown(subjectType)}` and resources of type `{Shown(resourceType)}`"
        : $"`{action}`";

    /// <summary>The whole, for the caller.</summary>
    public static string Of(Caller caller, string action, string subjectType = "", string resourceType = "") =>
        $"`{caller}` may not {Of(action, subjectType, resourceType)} here";

    private static string Shown(string text) => Services.Malformed.Shown(text);
}
