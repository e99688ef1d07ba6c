namespace Pdp.Engine.Compilation;

/// <summary>The names that expressions start from.</summary>
internal static class Roots
{
    public const string Subject = "subject";
    public const string Resource = "resource";
    public const string Action = "action";
    public const string Context = "context";
    public const string Variables = "variables";
    public const string Definitions = "definitions";
    public const string Now = "now";

    /// <summary>The member that is the map of all properties of an entity or action.</summary>
    public const string Properties = "properties";

    /// <summary>The property of a subject that holds what a verified token says: nobody states it, and the PDP's own data do not have it.</summary>
    public const string Token = "token";

    /// <summary>The roots of a request, in the order in which they are told.</summary>
    public static IReadOnlyList<string> Request { get; } = [Subject, Resource, Action, Context];

    /// <summary>Whether a property is what a verified token says.</summary>
    public static bool IsToken(string root, string name) => root == Subject && name == Token;

    public static bool IsRequestRoot(string name) => name is Subject or Resource or Action or Context;

    /// <summary>The members that are not properties: the entity's own, and the map of all properties.</summary>
    public static bool IsOwnMember(string root, string member) =>
        IsCertain(root, member) || (member == Properties && root is Subject or Resource or Action);

    /// <summary>Whether every request has it.</summary>
    public static bool IsCertain(string root, string member) => root switch
    {
        Subject or Resource => member is "id" or "type",
        Action => member is "name",
        _ => false,
    };
}
