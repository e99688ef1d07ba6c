using System.Buffers.Text;
using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pdp.Cli.CommandLine;
using Pdp.Cli.Hosting;
using Pdp.Cli.Output;
using Pdp.Language.Values;

namespace Pdp.Cli.Access;

/// <summary><c>pdp access key NAME</c>: makes an API key.</summary>
internal sealed class KeyCommand : CliCommand
{
    private const string Prefix = "pdp_";
    private const int RandomBytes = 32;
    private const int LongestName = 256;

    private readonly Argument<string> _name = new("NAME") { Description = "whose key it is: the caller's id in access policies" };
    private readonly Option<Timestamp?> _expires = CommonOptions.Instant("--expires", "when it ends to count, such as 2027-03-02T10:00:00Z (default: never)");
    private readonly Option<ReportFormat> _format = CommonOptions.Choice(
        "--format", "form of the answer", "FORMAT", ("text", ReportFormat.Text), ("json", ReportFormat.Json));

    private readonly Option<ColourMode> _colour = CommonOptions.Colour();

    public KeyCommand(CliHost host)
        : base("key", "Make an API key: the key for the caller, which is shown this once, and its entry for the file that a server reads "
            + "(`pdp serve --api-keys FILE`), which has its SHA-256 alone.")
    {
        Add(_name);
        Add(_expires);
        Add(_format);
        Add(_colour);
        Validators.Add(result =>
        {
            if (result.GetValue(_name) is { } name && (name.Length is 0 or > LongestName || name.Any(char.IsControl)))
                result.AddError($"`NAME`: expected 1 to {LongestName} characters without control characters");
        });
        Runs(host, (result, _) => Run(host, result));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("pdp access key orders", "Make a key for the service `orders`."),
        new("pdp access key orders --format json | jq -r .key", "The key alone."),
    ];

    public override IReadOnlyList<(int Code, string Meaning)> Codes => [(ExitCodes.Ok, "made"), (ExitCodes.BadInput, "the command line is wrong")];

    private int Run(CliHost host, ParseResult arguments)
    {
        var key = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        if (arguments.GetValue(_format) == ReportFormat.Json)
        {
            host.Out.WriteLine(JsonReport.Line(json =>
            {
                json.WriteStartObject();
                json.WriteString("key", key);
                json.WritePropertyName("entry");
                Entry(json, arguments, key);
                json.WriteEndObject();
            }));
            return ExitCodes.Ok;
        }

        var console = Consoles.Output(host, arguments.GetValue(_colour));
        console.Line(("key    ", Palette.Quiet), (key, Palette.Strong));
        console.Line(("entry  ", Palette.Quiet), (SpacedJson.Of(json => Entry(json, arguments, key)), Palette.Plain));
        return ExitCodes.Ok;
    }

    private void Entry(Utf8JsonWriter json, ParseResult arguments, string key)
    {
        json.WriteStartObject();
        json.WriteString("name", arguments.GetRequiredValue(_name));
        json.WriteString("sha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key))));
        if (arguments.GetValue(_expires) is { } expires) json.WriteString("expires", CelText.ToStringValue(Value.From(expires)).AsString);
        json.WriteEndObject();
    }
}
