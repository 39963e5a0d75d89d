using System.Diagnostics;

namespace McpGuard.Benchmarks;

/// <summary>This program, started again in another role. It ends when its input is closed, so that it never outlives its parent.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    /// <summary>The processor time that it has used since it started.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The memory that it occupies now.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts this program.</summary>
    public static ChildProcess Start(params IEnumerable<string> arguments) => Start(program: null, arguments, environment: null);

    /// <summary>Starts this program or another one.</summary>
    /// <param name="program">The other program, or null.</param>
    /// <param name="arguments">Its role and what belongs to it.</param>
    /// <param name="environment">What its environment has besides this one's; null takes a variable away.</param>
    public static ChildProcess Start(string? program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string?>>? environment)
    {
        var start = new ProcessStartInfo(program ?? Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (program is null && Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        // As every web project has it by default.
        start.Environment["DOTNET_gcServer"] = "1";
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;

        return new ChildProcess(Process.Start(start)!);
    }

    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Lets every other process go first.</summary>
    public void YieldToOthers() => _process.PriorityClass = ProcessPriorityClass.BelowNormal;

    public async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The child process has ended.");

    /// <summary>Asks the process to end.</summary>
    /// <returns>The last line of its output.</returns>
    public async Task<string> EndAsync()
    {
        _process.StandardInput.Close();
        return (await _process.StandardOutput.ReadToEndAsync()).TrimEnd().Split('\n')[^1];
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill();

        _process.Dispose();
    }
}
