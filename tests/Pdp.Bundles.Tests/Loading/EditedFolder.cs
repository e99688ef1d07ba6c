using System.Globalization;
using System.Text;

namespace Pdp.Bundles.Tests.Loading;

/// <summary>
/// A policy folder that is edited at random: documents are added, changed, renamed, broken, mended and removed. Names are few,
/// so that documents depend on one another.
/// </summary>
internal sealed class EditedFolder
{
    private static readonly string[] Conditions =
    [
        "subject.level >= 2", "subject.dept == resource.dept", "'admin' in subject.roles", "resource.locked", "context.hour > 8",
        "subject.type == 'user' && subject.level > 1", "resource.title.startsWith('a')", "subject.level / (subject.level - 1) == 2",
        "has(subject.dept) && subject.dept == 'x'", "subject.?locked.orValue(false)", "true", "subject.id == resource.owner",
        "subject.dept == 'x' && resource.dept in ['x', 'y']", "subject.roles.exists(r, r == resource.dept)",
        "subject.level + subject.level > 3 && !resource.locked", "subject.roles.exists(r, r == resource.dept) && resource.locked",
        "subject.dept.matches('x.*')", "subject.dept.matches('x.*') || resource.locked", "resource.dept.matches('y.*')",
        "resource.dept.matches('y.*') && subject.level > 1", "subject.roles.exists(r, r == 'x')", "subject.roles.exists(r, r == 'x') || subject.level > 2",
    ];

    private static readonly string[] RareConditions =
    [
        "subject.level == 'high'", "subject.extra == 'y'", "resource.nothing", "subject.dept ==", "variables.none", "definitions.none",
        "definitions.d6", "definitions.d6",
        "subject.dept == subject.dpt", "subject.title == 'abc'", "subject.rare == 'x'", "resource.rare == 'x'", "resource.rare == subject.dept", "subject.properties.size() > 0",
    ];

    private static readonly string[] Targets =
        ["resource.type == 'document'", "resource.type == 'folder'", "subject.type == 'user'", "subject.level > 0", "resource.type in ['document', 'folder']"];

    private static readonly string[] Combinings =
    [
        "deny-overrides", "permit-overrides", "ordered-deny-overrides", "deny-unless-permit", "permit-unless-deny", "first-applicable",
    ];

    private const int PolicyCount = 9;
    private const int DefinitionCount = 6;

    private readonly Random _random;
    private readonly string _path;
    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);
    private (string Path, string? Text)[] _undo = [];

    public EditedFolder(int seed, string path)
    {
        _random = new Random(seed);
        _path = path;
        for (var i = 0; i < PolicyCount - 2; i++) Write($"policies/p{i}.json", Policy(i, 1, canFail: false));
        Write("definitions/a.json", Definitions(0, canFail: false));
        Write("definitions/b.json", Definitions(DefinitionCount / 2, canFail: false));
        Write("bundle.json", Bundle(canFail: false));
        if (Chance(0.7)) Write("schema.json", Schema(canFail: false));
        if (Chance(0.5)) Write("entities.json", Entities(canFail: false));
    }

    /// <summary>Changes something.</summary>
    /// <param name="isBroken">Whether the folder does not load: then it is mostly made good again.</param>
    /// <returns>The paths that have changed, and what was done, for messages.</returns>
    public (string[] Paths, string Edit) Change(bool isBroken)
    {
        if (isBroken && _undo.Length > 0 && Chance(0.95))
        {
            var undone = _undo;
            _undo = [];
            foreach (var (path, text) in undone) Put(path, text);
            return ([.. undone.Select(file => file.Path)], "mend");
        }

        var edit = _random.Next(100);
        if (edit < 45) return Edit("policy", $"policies/p{_random.Next(PolicyCount)}.json", (path, i) => Policy(i, 1, Chance(0.2)));
        if (edit < 55)
        {
            var number = _random.Next(PolicyCount);
            var version = _random.Next(2, 4);
            var path = $"policies/p{number}.v{version}.json";
            return Edit("version", path, _files.ContainsKey(path) && Chance(0.5) ? null : (_, _) => Policy(number, version, Chance(0.5)));
        }

        if (edit < 68)
        {
            var isSecond = Chance(0.5);
            return Edit("definitions", isSecond ? "definitions/b.json" : "definitions/a.json", (_, _) => Definitions(isSecond ? DefinitionCount / 2 : 0, Chance(0.2)));
        }

        if (edit < 74) return Edit("schema", "schema.json", Chance(0.3) ? null : (_, _) => Schema(Chance(0.2)));
        if (edit < 79) return Edit("entities", "entities.json", Chance(0.3) ? null : (_, _) => Entities(Chance(0.2)));
        if (edit < 84) return Edit("bundle", "bundle.json", (_, _) => Bundle(Chance(0.5)));
        var file = _files.Keys.ElementAt(_random.Next(_files.Count));
        if (edit < 88) return Edit("remove", file, null);
        if (edit < 92)
        {
            var to = $"moved/{_random.Next(1_000_000)}.json";
            _undo = [(file, _files[file]), (to, null)];
            (var text, string[] paths) = (_files[file], [file, to]);
            Put(file, null);
            Put(to, text);
            return (paths, $"rename {file}");
        }

        if (edit < 96) return Edit("touch", file, (path, _) => _files[path] + " ");
        return Edit("break", file, (path, _) => _files[path][..^3]);
    }

    private (string[] Paths, string Edit) Edit(string what, string path, Func<string, int, string>? make)
    {
        _undo = [(path, _files.GetValueOrDefault(path))];
        var number = path.Where(char.IsAsciiDigit).Select(digit => digit - '0').FirstOrDefault();
        Put(path, make?.Invoke(path, number));
        return ([path], $"{what} {path}");
    }

    private void Put(string path, string? text)
    {
        if (text is not null) Write(path, text);
        else if (_files.Remove(path)) File.Delete(Path.Combine(_path, path));
    }

    private void Write(string path, string text)
    {
        _files[path] = text;
        var full = Path.Combine(_path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private bool Chance(double share) => _random.NextDouble() < share;

    private string Any(string[] some) => some[_random.Next(some.Length)];

    private string Condition(bool canFail, bool hasVariables)
    {
        if (canFail && Chance(0.15)) return Any(RareConditions);
        return _random.Next(10) switch
        {
            < 2 when hasVariables => "variables.v0",
            2 when hasVariables => "variables.v0 || variables.v1",
            3 or 4 => $"definitions.d{_random.Next(DefinitionCount)}",
            5 => $"definitions.d{_random.Next(DefinitionCount)} && {Any(Conditions)}",
            _ => Any(Conditions),
        };
    }

    private string Policy(int number, int version, bool canFail)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $$"""{ "apiVersion": "pdp/v1", "kind": "Policy", "id": "p{{number}}", "version": {{version}}""");
        if (version > 1 && Chance(0.5)) text.Append(""", "stage": "shadow" """);
        var hasVariables = Chance(0.5);
        Members(text, number, canFail, hasVariables, depth: 0);
        return text.Append('}').ToString();
    }

    private void Members(StringBuilder text, int number, bool canFail, bool hasVariables, int depth)
    {
        if (Chance(0.6)) text.Append(CultureInfo.InvariantCulture, $$""", "target": "{{(Chance(0.8) ? Any(Targets) : Condition(canFail, hasVariables))}}" """);
        if (Chance(0.5)) text.Append(CultureInfo.InvariantCulture, $$""", "combining": "{{Any(Combinings)}}" """);
        if (hasVariables && depth == 0)
        {
            text.Append(CultureInfo.InvariantCulture,
                $$""", "variables": { "v0": "{{Condition(canFail, false)}}", "v1": "{{(Chance(0.5) ? "variables.v0" : Condition(canFail, false))}}" } """);
        }

        text.Append(""", "rules": [""");
        var count = _random.Next(1, 8);
        for (var i = 0; i < count; i++)
        {
            if (i > 0) text.Append(", ");
            Item(text, number, i, canFail, hasVariables, depth);
        }

        text.Append(']');
        if (Chance(0.3)) text.Append(CultureInfo.InvariantCulture, $$""", "obligations": [ {{Notice(canFail, hasVariables)}} ]""");
    }

    private void Item(StringBuilder text, int number, int i, bool canFail, bool hasVariables, int depth)
    {
        var kind = _random.Next(10);
        if (kind == 0 && depth < 2)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""{ "id": "i{{i}}" """);
            Members(text, number, canFail, hasVariables, depth + 1);
            text.Append('}');
            return;
        }

        // mostly from lower to higher numbers: no circles
        if (kind is 1 or 2 && (number < PolicyCount - 3 || canFail))
        {
            var target = canFail && Chance(0.2) ? _random.Next(PolicyCount) : _random.Next(number + 1, PolicyCount);
            if (target < PolicyCount - 2 || canFail)
            {
                var version = Chance(0.15) ? $"@{_random.Next(1, 3)}" : "";
                text.Append(CultureInfo.InvariantCulture, $$"""{ "policy": "p{{target}}{{version}}" }""");
                return;
            }
        }

        text.Append(CultureInfo.InvariantCulture, $$"""{ "id": "r{{i}}", "effect": "{{(Chance(0.7) ? "permit" : "deny")}}" """);
        if (Chance(0.4)) text.Append(CultureInfo.InvariantCulture, $$""", "actions": ["{{Any(["read", "edit", "re*"])}}"]""");
        if (Chance(0.9)) text.Append(CultureInfo.InvariantCulture, $$""", "when": "{{Condition(canFail, hasVariables)}}" """);
        if (Chance(0.2)) text.Append(CultureInfo.InvariantCulture, $$""", "advice": [ {{Notice(canFail, hasVariables)}} ]""");
        text.Append('}');
    }

    private string Notice(bool canFail, bool hasVariables) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{ "id": "n{{_random.Next(3)}}"{{(Chance(0.3) ? ", \"on\": \"deny\"" : "")}}{{(Chance(0.3) ? $", \"when\": \"{Condition(canFail, hasVariables)}\"" : "")}}, "properties": { "x": "{{(Chance(0.5) ? "subject.dept" : Condition(canFail, hasVariables))}}" } }""");

    private string Definitions(int first, bool canFail)
    {
        var constants = new StringBuilder();
        var conditions = new StringBuilder();
        for (var i = first; i < first + (DefinitionCount / 2); i++)
        {
            if (canFail && Chance(0.15)) continue;
            if (Chance(0.2)) constants.Append(constants.Length > 0 ? ", " : "").Append(CultureInfo.InvariantCulture, $"\"d{i}\": {(Chance(0.8) || !canFail ? "true" : "3")}");
            else conditions.Append(conditions.Length > 0 ? ", " : "").Append(CultureInfo.InvariantCulture, $"\"d{i}\": \"{Body(i)}\"");
        }

        // one that policies seldom read comes and goes
        if (first > 0 && Chance(0.5)) conditions.Append(conditions.Length > 0 ? ", " : "").Append("\"d6\": \"true\"");
        return $$"""{ "apiVersion": "pdp/v1", "kind": "Definitions", "constants": { {{constants}} }, "conditions": { {{conditions}} } }""";

        string Body(int i) =>
            canFail && Chance(0.1) ? Any(RareConditions)
            : Chance(0.25) && i > 0 ? $"definitions.d{_random.Next(canFail && Chance(0.2) ? DefinitionCount : i)} || {Any(Conditions)}"
            : Any(Conditions);
    }

    private string Bundle(bool canFail)
    {
        var pins = canFail && Chance(0.5) ? $"\"p{_random.Next(PolicyCount)}\": {_random.Next(1, 4)}" : "";
        var fuel = canFail && Chance(0.3) ? 6 : Chance(0.3) ? 50_000 : 100_000;
        var depth = canFail && Chance(0.3) ? 2 : Chance(0.8) ? 32 : 12;
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{ "apiVersion": "pdp/v1", "kind": "Bundle", "name": "n{{_random.Next(3)}}", "schemaEnforcement": "{{Any(["off", "warn", "reject"])}}", "pins": { {{pins}} }, "limits": { "fuel": {{fuel}}, "decisionTime": "60s", "policyDepth": {{depth}} } }""");
    }

    private string Schema(bool canFail)
    {
        var level = canFail && Chance(0.4) ? "string" : "integer";
        var open = Chance(0.5) ? ", \"additionalProperties\": true" : "";
        var user = $$"""
            "user": { "type": "object"{{open}}, "properties": { "level": { "type": "{{level}}"{{(Chance(0.3) ? ", \"default\": 1" : "")}} }, "dept": { "type": "string"{{(Chance(0.3) ? ", \"maxLength\": 20" : "")}} },
              "roles": { "type": "array", "items": { "type": "string" }, "maxItems": {{(Chance(0.5) ? 4 : 8)}} }, "locked": { "type": "boolean" } } }
            """;
        var service = Chance(0.5)
            ? $$""", "service": { "type": "object", "additionalProperties": {{(canFail && Chance(0.3) ? "false" : "true")}}, "properties": { "level": { "type": "{{(Chance(0.5) ? "integer" : "number")}}" }, "dept": { "type": "string" } } }"""
            : "";
        var properties = """{ "type": "object", "properties": { "dept": { "type": "string" }, "locked": { "type": "boolean", "default": false }, "title": { "type": "string" }, "owner": { "type": "string" } } }""";
        var resources = Chance(0.6) ? $$""", "resources": { "document": {{properties}}, "folder": {{properties}} }""" : "";
        var actions = Chance(0.5) ? """, "actions": { "read": {}, "edit": { "subjects": ["user"] } }""" : "";
        var context = Chance(0.5) ? """, "context": { "type": "object", "properties": { "hour": { "type": "integer" } } }""" : "";
        return $$"""{ "apiVersion": "pdp/v1", "kind": "Schema", "subjects": { {{user}}{{service}} }{{resources}}{{actions}}{{context}} }""";
    }

    private string Entities(bool canFail)
    {
        var level = canFail && Chance(0.3) ? "\"x\"" : _random.Next(4).ToString(CultureInfo.InvariantCulture);
        return $$"""
            { "apiVersion": "pdp/v1", "kind": "Entities", "entities": [
              { "type": "user", "id": "s0", "properties": { "level": {{level}}, "dept": "{{Any(["x", "y"])}}" } },
              { "type": "document", "id": "o1", "properties": { "title": "abc", "locked": {{(Chance(0.5) ? "true" : "false")}} } } ] }
            """;
    }
}
