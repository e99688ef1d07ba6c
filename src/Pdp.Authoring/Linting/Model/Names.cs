namespace Pdp.Authoring.Linting.Model;

/// <summary>The names that expressions start from.</summary>
internal static class Names
{
    public const string Subject = "subject";
    public const string Resource = "resource";
    public const string Action = "action";
    public const string Context = "context";
    public const string Variables = "variables";
    public const string Definitions = "definitions";
    public const string Now = "now";
    public const string Properties = "properties";

    public static IReadOnlyList<string> RequestRoots { get; } = [Subject, Resource, Action, Context];

    /// <summary>Whether every request has it.</summary>
    public static bool IsCertain(string root, string member) => root switch
    {
        Subject or Resource => member is "id" or "type",
        Action => member is "name",
        _ => false,
    };
}
