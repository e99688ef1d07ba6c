using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Xml.Linq;
using Pdp.TestKit.Peers;
using Xunit;

namespace Pdp.Client.AspNetCore.Tests.Packages;

/// <summary>The packages for applications, made of what was built for these tests: what a feed shows of them, and what comes along with them.</summary>
public sealed class PackageTests : IDisposable
{
    // what a portable file of symbols begins with
    private static readonly byte[] Symbols = "BSJB"u8.ToArray();

    private static readonly string[] Known = ["Google.Protobuf", "Grpc.", "Microsoft.Extensions.", "Pdp.Client", "Pdp.Contracts", "Polly.Core"];

    private readonly string _folder = Directory.CreateTempSubdirectory("pdp-packages-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Pdp.Contracts", "Google.Protobuf Grpc.Core.Api")]
    [InlineData(
        "Pdp.Client",
        "Grpc.HealthCheck Grpc.Net.Client Microsoft.Extensions.Caching.Memory Microsoft.Extensions.DependencyInjection Microsoft.Extensions.Logging.Abstractions Microsoft.Extensions.Options Pdp.Contracts Polly.Core")]
    [InlineData("Pdp.Client.AspNetCore", "Grpc.AspNetCore.Server Pdp.Client")]
    public async Task A_package_has_all_that_is_shown_of_it_and_brings_nothing_more_than_it_needs(string name, string dependencies)
    {
        await PackAsync(name);

        using var package = await ZipFile.OpenReadAsync(Directory.GetFiles(_folder, "*.nupkg").Single(), Cancellation);
        var told = await ManifestAsync(package);
        Assert.Equal(
            (name, "The PDP authors", "Apache-2.0", "README.md", "package-icon.png"),
            (told["id"], told["authors"], told["license"], told["readme"], told["icon"]));
        Assert.NotEmpty(told["description"]);
        Assert.NotEmpty(told["tags"]);
        // with those that are theirs, whose versions are fixed too; nothing of the server's or of the build's
        var brought = told["dependencies"].Split(' ');
        Assert.Empty(dependencies.Split(' ').Except(brought));
        Assert.DoesNotContain(brought, one => !Known.Any(known => one.StartsWith(known, StringComparison.Ordinal)));
        Assert.StartsWith($"# {name}", await TextAsync(package, "README.md"), StringComparison.Ordinal);
        Assert.Contains($"<name>{name}</name>", await TextAsync(package, $"lib/net10.0/{name}.xml"), StringComparison.Ordinal);
        Assert.Equal("PNG"u8.ToArray(), (await BytesAsync(package, "package-icon.png"))[1..4]);
        Assert.NotEmpty(await BytesAsync(package, $"lib/net10.0/{name}.dll"));

        using var symbols = await ZipFile.OpenReadAsync(Directory.GetFiles(_folder, "*.snupkg").Single(), Cancellation);
        Assert.Equal(Symbols, (await BytesAsync(symbols, $"lib/net10.0/{name}.pdb"))[..Symbols.Length]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task PackAsync(string name)
    {
        var configuration = typeof(PackageTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var info = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = Repository.PathOf("src") };
        foreach (var argument in new[] { "pack", name, "--no-build", "--no-restore", "-c", configuration, "-o", _folder, "-v", "minimal", "-nodeReuse:false", "-maxCpuCount:1" })
            info.ArgumentList.Add(argument);
        using var process = Process.Start(info)!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, output);
    }

    private static async Task<Dictionary<string, string>> ManifestAsync(ZipArchive package)
    {
        var manifest = XDocument.Parse(await TextAsync(package, package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).FullName));
        var metadata = manifest.Root!.Elements().Single();
        var told = metadata.Elements().Where(element => !element.HasElements).ToDictionary(element => element.Name.LocalName, element => element.Value, StringComparer.Ordinal);
        var dependencies = metadata.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value);
        told["dependencies"] = string.Join(' ', dependencies.Order(StringComparer.Ordinal));
        return told;
    }

    private static async Task<string> TextAsync(ZipArchive package, string path)
    {
        using var reader = new StreamReader(await Entry(package, path).OpenAsync(Cancellation));
        return await reader.ReadToEndAsync(Cancellation);
    }

    private static async Task<byte[]> BytesAsync(ZipArchive package, string path)
    {
        await using var content = await Entry(package, path).OpenAsync(Cancellation);
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, Cancellation);
        return bytes.ToArray();
    }

    private static ZipArchiveEntry Entry(ZipArchive package, string path) =>
        package.GetEntry(path) ?? throw new InvalidDataException($"the package has no `{path}`: {string.Join(", ", package.Entries.Select(entry => entry.FullName))}");
}
