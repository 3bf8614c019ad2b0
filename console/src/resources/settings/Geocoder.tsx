import { SettingsForm } from './SettingsForm';

export default function Geocoder() {
  return (
    <SettingsForm
      title="Geocoder" description="Finds the position of an address. Any server that speaks the Nominatim search API will do." path="/system/geocoder" entity="geocoder"
      fields={[{ name: 'url', label: 'Address of the server', hint: 'For example https://nominatim.example.com. Left blank, addresses are checked without a position.' }]}
      toBody={(values) => ({ url: values.url || null })}
    />
  );
}
