namespace Pdp.Client.AspNetCore;

/// <summary>What is done about endpoints that say nothing of authorization when the application starts.</summary>
public enum UnmarkedEndpoints
{
    /// <summary>Nothing.</summary>
    Ignore = 0,

    /// <summary>They are listed in a warning.</summary>
    Warn = 1,

    /// <summary>The application does not start.</summary>
    RefuseToStart = 2,
}
