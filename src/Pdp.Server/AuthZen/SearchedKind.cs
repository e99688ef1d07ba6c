namespace Pdp.Server.AuthZen;

/// <summary>What a search looks for (Authorization API 1.0, section 8).</summary>
internal enum SearchedKind
{
    /// <summary>Subjects that may do an action on a resource.</summary>
    Subject,

    /// <summary>Resources that a subject may do an action on.</summary>
    Resource,

    /// <summary>Actions that a subject may do on a resource.</summary>
    Action,
}
